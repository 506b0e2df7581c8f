import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface ExampleVisualization {
  section_id: string;
  concept: string;
  manim_code: string;
}

/** Writes a paper with two sections, `S1` and `S2`, for a program whose `EXAMPLES_DIR` is `directory`. */
export async function writeExample(
  directory: string,
  arxivId: string,
  { title = `About ${arxivId}`, authors = ['Ada Lovelace'], visualizations = [] as ExampleVisualization[] } = {},
): Promise<void> {
  const folder = path.join(directory, arxivId);
  await mkdir(folder, { recursive: true });
  const paper = {
    arxiv_id: arxivId,
    version: 2,
    title,
    authors,
    abstract: 'What it is about.',
    published_at: '2017-06-12T17:57:34Z',
    html_url: `https://arxiv.org/html/${arxivId}v2`,
    sections: [
      { id: 'S1', title: 'Introduction', level: 1, content: `${'A sentence of some length. '.repeat(20)}The end.`, equations: ['a^2'] },
      { id: 'S2', title: 'Method', level: 2, content: 'Short.' },
    ],
  };
  await writeFile(path.join(folder, 'paper.json'), JSON.stringify(paper));
  await writeFile(path.join(folder, 'visualizations.json'), JSON.stringify(visualizations));
}
