import { type JobView, renderSeconds, type VisualizationView } from './job-view.ts';
import type { Progress } from './progress.ts';
import { count, formatElapsed, formatPercent, oneLine } from './text.ts';

/** Progress where nothing can be redrawn: one line for each change that a reader of a log wants to find. */
export function createProgressLines(write: (line: string) => void): Progress {
  let shown: JobView | null = null;
  // When a paper cannot be read, hundreds of visualizations fail with the same words.
  let reasonSaid: string | null = null;
  return {
    update(view) {
      if (view.title !== null && shown?.title !== view.title) write(`${view.arxivId}: ${oneLine(view.title)}`);
      const hasNews = view.stepDetail !== null && shown?.stepDetail !== view.stepDetail;
      if (shown?.currentStep !== view.currentStep || hasNews) write(`${view.currentStep}${describeWork(view)}`);
      view.visualizations.forEach((visualization, index) => {
        const before = shown?.visualizations.find(({ id }) => id === visualization.id);
        if (before?.status === visualization.status && before.failure === visualization.failure) return;
        const line = describe(visualization, reasonSaid);
        if (line !== null && visualization.failure !== null) reasonSaid = visualization.failure;
        if (line !== null) write(`[${index + 1}/${view.visualizations.length}] ${line} (${formatPercent(view.progress)} of all)`);
      });
      shown = view;
    },
    tell: write,
    close() {},
  };
}

function describeWork({ currentStep, stepDetail, visualizations }: JobView): string {
  if (stepDetail !== null) return `: ${oneLine(stepDetail)}`;
  return currentStep === 'Rendering videos' ? `: ${count(visualizations.length, 'visualization')}` : '';
}

function describe(visualization: VisualizationView, reasonSaid: string | null): string | null {
  const { status, failure } = visualization;
  const concept = oneLine(visualization.concept);
  const seconds = renderSeconds(visualization, Date.now());
  const took = seconds === null ? '' : ` in ${formatElapsed(seconds)}`;
  switch (status) {
    case 'PENDING':
      return null;
    case 'RENDERING':
      return `rendering: ${concept}`;
    case 'COMPLETE':
      return seconds === null ? `found rendered: ${concept}` : `rendered${took}: ${concept}`;
    case 'FAILED':
      if (failure === null) return null;
      return `failed${took}: ${concept}${failure === reasonSaid ? '' : `: ${oneLine(failure)}`}`;
    case 'CANCELLED':
      return `cancelled: ${concept}`;
  }
}
