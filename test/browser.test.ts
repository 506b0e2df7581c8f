import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { findProgram } from '../src/prerequisites/find.ts';
import { eventually } from './support/eventually.ts';
import { writeExample } from './support/examples.ts';
import { finish, query, tryStart } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { createQuietJob, emit } from './support/quiet-job.ts';

const ATTENTION = '1706.03762';

/** Three seconds in which a dot crosses the picture under a caption. */
const captioned = `from manim import *


class Captioned(Scene):
    def construct(self):
        self.add_subcaption("A dot crosses.", duration=2)
        dot = Dot(LEFT * 5, radius=0.8, color=YELLOW)
        self.play(dot.animate.move_to(RIGHT * 5), run_time=3)
`;

let test: TestProgram;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Every request of a page that went anywhere but to the program. */
let strange: string[];
/** What a page has complained of. */
let complaints: string[];
beforeAll(async () => {
  const visualizations = [{ section_id: 'S1', concept: 'a dot', manim_code: captioned }];
  test = await openProgram({}, (examples) => writeExample(examples, ATTENTION, { visualizations }));
  const executablePath = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => findProgram(name)).find((path) => path !== null);
  if (!executablePath) throw new Error('There is no Chromium here. Run: npm run setup -- --tests');
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];
  // Names are not even looked up: whatever is not of this machine is not there.
  const offline = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', offline, ...quiet] });
});
afterAll(async () => {
  await browser.close();
  await test.close();
});
beforeEach(async () => {
  strange = [];
  complaints = [];
  context = await browser.newContext();
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && !['127.0.0.1', 'localhost'].includes(hostname)) strange.push(request.url());
  });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterEach(() => context.close());

/** The id of the example's job, once it has ended: every test may be the one that starts it. */
async function exampleJob(): Promise<string> {
  const { job } = await tryStart(test.url, { arxivId: ATTENTION, quality: 'LOW' });
  await finish(test.url, job.id);
  return job.id;
}

async function exampleVideo() {
  await exampleJob();
  const text = `{ paper(arxivId: "${ATTENTION}") { sections { video { id url posterUrl captionsUrl } } } }`;
  return (await query(test.url, text)).paper.sections[0].video;
}

/** Runs one of the operations in GraphiQL's editor and waits until its result shows all of these. */
async function runOperation(name: string, ...expected: string[]): Promise<void> {
  await page.locator('.graphiql-execute-button').click();
  await page.getByRole('menuitem', { name, exact: true }).click();
  const result = page.locator('.result-window');
  for (const word of expected) await result.getByText(word).first().waitFor({ timeout: 60_000 });
}

it('GraphiQL opens without the rest of the internet, and what it opens with runs as it says', async () => {
  await page.goto(`${test.url}/graphql`);
  await page.locator('.graphiql-editors').getByText('StartProcessingSuccess').first().waitFor();
  await runOperation('Start', 'StartProcessingSuccess', 'existing');
  await page.locator('.graphiql-editor-tool .monaco-editor').first().click();
  await page.keyboard.insertText(JSON.stringify({ jobId: await exampleJob() }));
  await runOperation('Follow', 'COMPLETED');
  await runOperation('Paper', `About ${ATTENTION}`, 'durationSeconds');
  expect(strange).toEqual([]);
  expect(complaints).toEqual([]);
});

it('a video plays where its URL stands, can be sought in, and has a poster and captions', async () => {
  const video = await exampleVideo();
  await page.goto(`${test.url}/api/health`);
  await page.setContent(`
    <video muted src="/api/video/${video.id}" poster="${video.posterUrl}" width="854">
      <track default kind="captions" src="${video.captionsUrl}">
    </video>`);
  const played = await page.evaluate(async () => {
    const element = document.querySelector('video');
    if (!element) throw new Error('There is no video.');
    const until = (name: string) => new Promise((resolve) => element.addEventListener(name, resolve, { once: true }));
    const picture = () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: element.videoWidth, height: element.videoHeight });
      canvas.getContext('2d')?.drawImage(element, 0, 0);
      return canvas.toDataURL();
    };
    await element.play();
    while (element.currentTime < 0.3) await until('timeupdate');
    element.pause();
    const reached = element.currentTime;
    const seek = async (seconds: number) => {
      const sought = until('seeked');
      element.currentTime = seconds;
      await sought;
      return picture();
    };
    const pictures = [await seek(2.5), await seek(0.5), await seek(2.5)];
    const poster = new Image();
    poster.src = element.poster;
    await poster.decode();
    const [track] = element.textTracks;
    return {
      error: element.error?.message ?? null,
      reached,
      size: [element.videoWidth, element.videoHeight],
      duration: element.duration,
      differs: pictures[0] !== pictures[1],
      returns: pictures[0] === pictures[2],
      poster: [poster.naturalWidth, poster.naturalHeight],
      captions: [...(track?.cues ?? [])].map((cue) => [cue.startTime, cue.endTime, 'text' in cue ? cue.text : '']),
    };
  });
  expect(played).toMatchObject({
    error: null,
    size: [854, 480],
    differs: true,
    returns: true,
    poster: [854, 480],
    captions: [[0, 2, 'A dot crosses.']],
  });
  expect(played.reached).toBeGreaterThan(0.2);
  expect(played.duration).toBeCloseTo(3, 1);
  expect(strange).toEqual([]);
});

it('a page of another site on this machine may read, start and follow; it stops when the job has ended', async () => {
  await exampleVideo();
  const elsewhere = test.url.replace('127.0.0.1', 'localhost');
  await page.goto(`${elsewhere}/api/health`);
  const seen = await page.evaluate(
    async ({ url, arxivId }) => {
      const body = JSON.stringify({ arxiv_id: arxivId, quality: 'low' });
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'from-a-page' };
      const accepted = await (await fetch(`${url}/api/process`, { method: 'POST', headers, body })).json();
      const paper = await (await fetch(`${url}/api/paper/${arxivId}`)).json();
      const part = await fetch(`${url}${paper.sections[0].video_url}`, { headers: { range: 'bytes=0-9' } });
      const text = `subscription { jobProgress(jobId: "${accepted.job_id}") { seq } }`;
      const source = new EventSource(`${url}/graphql?query=${encodeURIComponent(text)}`);
      const ids: string[] = [];
      source.addEventListener('next', ({ lastEventId }) => ids.push(lastEventId));
      while (source.readyState !== source.CLOSED) await new Promise((resolve) => source.addEventListener('error', resolve, { once: true }));
      return { status: accepted.status, range: part.headers.get('content-range'), ids };
    },
    { url: test.url, arxivId: ATTENTION },
  );
  expect(seen.status).toBe('completed');
  expect(seen.range).toMatch(/^bytes 0-9\/\d+$/);
  expect(seen.ids).toEqual(seen.ids.map((_id, index) => String(index + 1)));
  expect(seen.ids.length).toBeGreaterThan(5);
});

it('an EventSource goes on over restarts of the server, without a gap or a repeat, and stops when there is no more', async () => {
  const id = await createQuietJob(test.program.services);
  await page.goto(`${test.url}/api/health`);
  await page.evaluate((id) => {
    const text = `subscription { jobProgress(jobId: "${id}") { type } }`;
    const source = new EventSource(`/graphql?query=${encodeURIComponent(text)}`);
    const seen: string[] = [];
    for (const name of ['next', 'complete']) source.addEventListener(name, (event) => seen.push(`${name} ${event.lastEventId}`));
    Object.assign(window, { source, seen });
  }, id);
  const seen = () => page.evaluate(() => Reflect.get(window, 'seen') as string[]);
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => `next ${index + 1}`);
  await emit(test.program.services, id, 'STEP');
  await eventually(async () => expect(await seen()).toEqual(upTo(2)));
  for (const last of [4, 6]) {
    await test.restart();
    // Before it is back, and while it is there again.
    await emit(test.program.services, id, 'STEP');
    await eventually(async () => expect(await seen()).toEqual(upTo(last - 1)));
    await emit(test.program.services, id, 'STEP');
    await eventually(async () => expect(await seen()).toEqual(upTo(last)));
  }
  await emit(test.program.services, id, 'FAILED');
  const state = () => page.evaluate(() => Reflect.get(window, 'source').readyState as number);
  await eventually(async () => expect(await state()).toBe(2));
  expect(await seen()).toEqual([...upTo(7), 'complete 7']);
});
