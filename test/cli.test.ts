import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyView } from '../src/cli/job-view.ts';
import { createProgressLines } from '../src/cli/progress-lines.ts';
import { drawScreen } from '../src/cli/screen.ts';
import { importEngine } from '../src/rendering/engine-version.ts';
import { type RunningCommand, runCommand, startCommand, startProcess } from './support/cli.ts';
import { query } from './support/graphql.ts';
import { dividesByZero, endless, movingDot } from './support/scenes.ts';

const PAPER = '1706.03762';
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-cli-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

interface Entry {
  concept: string;
  manim_code?: string;
  manim_file?: string;
  section_id?: string;
}

/** Writes a file for `--visualizations` and answers where it is. */
async function writeList(name: string, entries: Entry[]): Promise<string> {
  const file = path.join(directory, name);
  await writeFile(file, JSON.stringify(entries.map((entry) => ({ section_id: 'S1', ...entry }))));
  return file;
}

/** A server on data of its own, which tests share. */
async function serveOn(data: string): Promise<{ server: RunningCommand; url: string; settings: Record<string, string> }> {
  const settings = { DATA_DIR: path.join(directory, data) };
  const server = startCommand(['serve'], { settings });
  const [, url = ''] = await server.written(/GraphiQL +(http\S+)\/graphql/);
  return { server, url, settings };
}

describe('with nothing running', () => {
  it('starts what it needs, renders the demo, and finds it rendered the next time', async () => {
    const examples = path.join(directory, 'examples', PAPER);
    await mkdir(examples, { recursive: true });
    await writeFile(path.join(examples, 'paper.json'), await readFile(`examples/${PAPER}/paper.json`));
    await writeFile(path.join(examples, 'dot.py'), movingDot());
    await writeFile(
      path.join(examples, 'visualizations.json'),
      JSON.stringify([{ section_id: 'S1', concept: 'A dot: moving', manim_file: 'dot.py' }]),
    );
    const data = path.join(directory, 'alone');
    const settings = { DATA_DIR: data, EXAMPLES_DIR: path.dirname(examples), PORT: '8000' };

    const first = await runCommand(['demo', '--quality', 'low', '--json'], { settings });
    expect(first.code).toBe(0);
    const report = JSON.parse(first.stdout);
    expect(report.job).toMatchObject({ status: 'COMPLETED', existing: false, progress: 1 });
    expect(report.paper).toMatchObject({ url: `http://127.0.0.1:8000/api/paper/${PAPER}`, served: false });
    expect(report.visualizations).toMatchObject([{ concept: 'A dot: moving', status: 'COMPLETE', found: false }]);
    expect(report.failures).toEqual([]);
    const [video] = report.videos;
    expect(video).toMatchObject({ quality: 'LOW', height: 480, link: path.join(data, 'papers', PAPER, '1-a-dot.mp4') });
    expect((await readFile(video.link)).equals(await readFile(video.file))).toBe(true);
    expect((await readFile(video.file)).subarray(4, 8).toString()).toBe('ftyp');
    expect(first.stderr).toMatch(/^\[1\/1\] rendered in \d+ s: A dot: moving/m);
    expect(existsSync(path.join(data, 'server.json'))).toBe(false);

    const second = await runCommand(['demo', '--quality', 'low'], { settings });
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toContain('1 of 1 visualization has a video, rendered before (');
    expect(second.stdout).toContain(video.link);
    expect(second.stdout).toContain(`http://127.0.0.1:8000/api/paper/${PAPER}  (after \`npm start\`)`);
  });

  it('says that it stops when it is asked to while it starts', async () => {
    const command = startCommand(['process', PAPER], { settings: { DATA_DIR: path.join(directory, 'hardly-started') } });
    await command.written(/Starting/);
    command.child.kill('SIGINT');
    expect(await command.ended).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('Stopping.') });
  });

  it('shows progress in place on a terminal, within its width', async () => {
    const file = await writeList('terminal.json', [
      { concept: 'A dot that moves, and a name that no narrow terminal has room for', manim_code: movingDot('Terminal') },
    ]);
    const command = `stty cols 64 rows 12; exec '${process.execPath}' bin/arxiviz.js process ${PAPER} --quality low --visualizations '${file}'`;
    const settings = { DATA_DIR: path.join(directory, 'alone'), TERM: 'xterm' };
    const { code, stdout } = await startProcess('script', ['-qec', command, '/dev/null'], { settings }).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('━');
    // Hidden while pictures follow each other, and shown again.
    expect(stdout.indexOf('\x1b[?25l')).toBeLessThan(stdout.lastIndexOf('\x1b[?25h'));
    const [drawn = ''] = stripVTControlCharacters(stdout).split('Videos');
    const lines = drawn.split(/\r?\n/);
    expect(lines.findLast((line) => line.endsWith('rendered'))).toMatch(/^1 {2}Introduction {2}A dot that .*… +0:01 {2}rendered$/);
    expect(lines.filter((line) => stringWidth(line) > 64)).toEqual([]);
  });
});

describe('beside a running server', () => {
  let server: RunningCommand;
  let url: string;
  let settings: Record<string, string>;
  beforeAll(async () => {
    ({ server, url, settings } = await serveOn('served'));
  });
  afterAll(async () => {
    server.child.kill('SIGTERM');
    await server.ended;
  });

  it('uses it, and says of what failed which line and why', async () => {
    await writeFile(path.join(directory, 'zero.py'), dividesByZero);
    const file = await writeList('mixed.json', [
      { concept: 'moves', manim_code: movingDot() },
      { concept: 'fails', manim_file: 'zero.py', section_id: 'S3.SS2' },
    ]);
    const { code, stdout, stderr } = await runCommand(['process', PAPER, '--visualizations', file, '--quality', 'low'], { settings });
    expect(code).toBe(3);
    expect(stderr).toContain(`arXiviz already runs at ${url}`);
    expect(stdout).toContain('1 of 2 visualizations has a video');
    expect(stdout).toMatch(/^1 +Introduction +moves +0:01 +rendered$/m);
    expect(stdout).toMatch(/^2 +Attention +fails +failed$/m);
    expect(stdout).toContain('ZeroDivisionError: division by zero (line 6)');
    expect(stdout).toMatch(/> 6 \|\s+1 \/ 0/);
    expect(stdout).toContain(`${url}/api/paper/${PAPER}\n`);
  });

  it('answers with URLs when the server was named, and reads what to render from standard input', async () => {
    const input = JSON.stringify([{ section_id: 'S1', concept: 'from a pipe', manim_code: movingDot() }]);
    const args = ['process', `https://arxiv.org/abs/${PAPER}`, '--visualizations', '-', '--quality', 'LOW', '--server', url];
    const { code, stdout } = await runCommand(args, { input });
    expect(code).toBe(0);
    const [, video = ''] = /^ +(http\S+\.mp4)$/m.exec(stdout) ?? [];
    const response = await fetch(video, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  });

  it('ends with 1 when there is no video at all', async () => {
    const file = await writeList('zero.json', [{ concept: 'fails', manim_code: dividesByZero }]);
    const { code, stdout } = await runCommand(['process', PAPER, '--visualizations', file, '--json', '--server', url]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      job: { status: 'FAILED' },
      videos: [],
      failures: [{ concept: 'fails', kind: 'SCENE_ERROR', exception: 'ZeroDivisionError', line: 6 }],
    });
  });

  it('names the entry of the file that the server does not take', async () => {
    const file = await writeList('long.json', [
      { concept: 'fine', manim_code: movingDot() },
      { concept: 'c'.repeat(501), manim_code: movingDot() },
    ]);
    const { code, stdout, stderr } = await runCommand(['process', PAPER, '--visualizations', file, '--server', url, '--json']);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}[1].concept: The concept is longer than 500 characters.`);
    expect(JSON.parse(stdout).error).toMatchObject({ path: ['input', 'visualizations', '1', 'concept'], exitCode: 2 });

    await writeFile(path.join(directory, 'blank.py'), '\n');
    const blank = await writeList('blank.json', [{ concept: 'blank', manim_file: 'blank.py' }]);
    const refused = await runCommand(['process', PAPER, '--visualizations', blank, '--server', url]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`${blank}[0].manim_file: The code is empty.`)]);
  });

  it('says what to pass when nothing is known of a paper', async () => {
    const { code, stderr } = await runCommand(['process', '2301.00001', '--server', url]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('--visualizations: Nothing is known that could be rendered for 2301.00001'),
    ]);
  });

  it('says that arXiv does not answer, and when it is asked again', async () => {
    const file = await writeList('away.json', [{ concept: 'waits', manim_code: movingDot() }]);
    const command = startCommand(['process', '2301.00002', '--visualizations', file], { settings });
    await command.written(/^Fetching the paper: Trying again in \d+ s \(attempt 2 of 5\): arXiv could not be reached: .+$/m);
    const { jobs } = await query(url, '{ jobs(first: 1) { edges { node { steps { status detail } } } } }', {});
    expect(jobs.edges[0].node.steps[0]).toMatchObject({ status: 'RUNNING', detail: expect.stringContaining('(attempt 2 of 5)') });
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(130);
  });

  it('cancels the job on Ctrl-C when it has started it, and else leaves it', async () => {
    const file = await writeList('endless.json', [{ concept: 'never ends', manim_code: endless }]);
    const args = ['process', PAPER, '--visualizations', file, '--quality', 'low', '--json'];
    const starter = startCommand(args, { settings });
    await starter.written(/rendering: never ends/);
    const follower = startCommand(args, { settings });
    await follower.written(/rendering: never ends/);

    follower.child.kill('SIGINT');
    const left = await follower.ended;
    expect(left.code).toBe(130);
    expect(left.stderr).toContain('goes on without this command');
    const { id, status } = JSON.parse(left.stdout).job;
    expect(status).toBe('PROCESSING');

    starter.child.kill('SIGTERM');
    const cancelled = await starter.ended;
    expect(cancelled.code).toBe(143);
    expect(cancelled.stderr).toContain('Cancelling the job. A second SIGTERM stops it at once.');
    expect(JSON.parse(cancelled.stdout)).toMatchObject({ job: { id, status: 'CANCELLED' }, visualizations: [{ status: 'CANCELLED' }] });
    expect(await query(url, 'query Job($id: ID!) { job(id: $id) { status } }', { id })).toEqual({ job: { status: 'CANCELLED' } });
  });

  it('refuses a second server on the same data', async () => {
    const { code, stderr } = await runCommand(['serve'], { settings });
    expect([code, stderr]).toEqual([69, expect.stringContaining(`arXiviz already runs on these data: ${url}`)]);
  });
});

it('goes on with a job when the server it used is stopped', async () => {
  const { server, settings } = await serveOn('handed-over');
  const file = await writeList('slow.json', [{ section_id: 'S99', concept: 'outlives the server', manim_code: movingDot('Slow', 20) }]);
  const command = startCommand(['process', PAPER, '--visualizations', file, '--quality', 'low'], { settings });
  await command.written(/rendering: outlives/);
  server.child.kill('SIGTERM');
  expect(await server.ended).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Stopping. What is under way has up to 9 seconds.'),
  });
  const { code, stdout, stderr } = await command.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('It has ended: going on without it.');
  expect(stdout).toMatch(/S99 +outlives the server +0:20 +rendered/);
  expect(stdout).toContain('The paper has no section called “S99”');
  expect(existsSync(path.join(directory, 'handed-over/server.json'))).toBe(false);
});

it('says in a line that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { code, stdout, stderr } = await runCommand(['serve'], { settings: { DATA_DIR: path.join(directory, 'never begun'), PORT: port } });
  other.close();
  expect([code, stdout]).toEqual([69, '']);
  expect(stderr).toContain(`Port ${port} on 127.0.0.1 is taken`);
  // Nothing was started for it.
  expect(existsSync(path.join(directory, 'never begun'))).toBe(false);
});

describe('what cannot work is said in a line, with an exit code that means it', () => {
  it.each([
    [['fly'], 2, "unknown command 'fly'"],
    [['process'], 2, "missing required argument 'paper'"],
    [['process', PAPER, '--speed', 'high'], 2, "unknown option '--speed'"],
    [['process', PAPER, '--quality', 'best'], 2, 'Allowed choices are low, medium, high, ultra.'],
    [['process', PAPER, '--server', 'localhost:8000'], 2, 'It is like http://127.0.0.1:8000'],
    [['process', '1706.3762'], 2, 'This is not the id of a paper'],
    [['process', PAPER, '--server', 'http://127.0.0.1:1'], 69, 'http://127.0.0.1:1/graphql does not answer'],
    [['worker'], 2, 'REDIS_URL: needed by a worker process'],
    [['worker', '--concurrency', '0'], 2, 'It is a whole number from 1 to 64.'],
    [['worker', '--concurrency', '65'], 2, 'It is a whole number from 1 to 64.'],
  ])('%j', async (args, code, message) => {
    const ended = await runCommand(args, { settings: { DATA_DIR: path.join(directory, 'never') } });
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(ended.stderr).not.toContain('    at ');
    expect(existsSync(path.join(directory, 'never'))).toBe(false);
  });

  it.each([
    ['none.json', null, ': cannot be read: there is no such file'],
    ['broken.json', '[{', ': is not JSON'],
    ['object.json', '{}', ': must be a list of {"section_id", "concept", "manim_code" or "manim_file"}'],
    ['empty.json', '[]', ': is an empty list'],
    ['field.json', '[{"section_id": "S1", "concept": "a", "manim_code": "b"}, {"section_id": 3}]', '[1].section_id: must be a text'],
    ['neither.json', '[{"section_id": "S1", "concept": "a"}]', '[0]: needs either manim_code or manim_file'],
    ['file.json', '[{"section_id": "S1", "concept": "a", "manim_file": "no.py"}]', '[0].manim_file: '],
  ])('%s', async (name, content, message) => {
    const file = path.join(directory, name);
    if (content !== null) await writeFile(file, content);
    const ended = await runCommand(['process', PAPER, '--visualizations', file]);
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`${file}${message}`) });
  });

  it.each([
    [{ PORT: 'eighty' }, 2, 'PORT: must be a whole number'],
    [
      { DATABASE_URL: 'postgresql://me:secret@127.0.0.1:1/none' },
      69,
      'DATABASE_URL: 127.0.0.1:1/none cannot be used: connect ECONNREFUSED',
    ],
    [{ DATA_DIR: path.resolve('package.json') }, 2, `DATA_DIR: ${path.resolve('package.json')} is a file`],
  ])('names a setting that is wrong: %j', async (settings, code, message) => {
    for (const command of [['serve'], ['process', PAPER]]) {
      const ended = await runCommand(command, { settings: { DATA_DIR: path.join(directory, 'settings'), ...settings } });
      expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
      expect(ended.stderr).not.toMatch(/secret|^ {4}at /m);
    }
  });

  it('says it to a program, too', async () => {
    const { code, stdout } = await runCommand(['process', PAPER, '--json', '--quality', 'best']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error).toEqual({ message: expect.stringContaining("argument 'best' is invalid"), path: null, exitCode: 2 });
  });
});

it.each([20, 40, 59, 60, 80, 99, 100, 200])('draws no line wider than a terminal of %i columns, nor more lines than it has', (columns) => {
  const statuses = ['PENDING', 'RENDERING', 'COMPLETE', 'FAILED', 'CANCELLED'] as const;
  const visualizations = Array.from({ length: 60 }, (_, index) => ({
    id: String(index),
    concept: `${index} 注意 \x1b[31mred\x1b[0m\nsecond line \u202eturned around 🎉 ${'long '.repeat(index)}`,
    status: statuses[index % 5] ?? 'PENDING',
    progress: index / 60,
    startedAt: 0,
    endedAt: null,
    failure: index % 5 === 3 ? `NameError: ${'what '.repeat(index)}` : null,
  }));
  const view = {
    arxivId: PAPER,
    title: 'A title '.repeat(20),
    status: 'PROCESSING',
    progress: 0.5,
    currentStep: 'Rendering videos',
    stepDetail: 'Trying again in 4 s: '.repeat(20),
  } as const;
  const canvas = { columns, rows: 12, style: (_format: unknown, text: string) => text, ticks: 3, now: 4_000_000, startedAt: 0 };
  const lines = drawScreen({ ...view, visualizations }, canvas).split('\n');
  expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
  expect(lines.length).toBeLessThan(12);
  expect(lines.join('')).toMatch(/^[^\p{Cc}\p{Bidi_C}]+$/u);
  // Those under way are seen before any others.
  expect(lines.filter((line) => line.startsWith('⠸'))).toHaveLength(6);
});

it('says once in a log why all of a paper failed', () => {
  const lines: string[] = [];
  const failed = { status: 'FAILED', progress: 0, startedAt: null, endedAt: 1, failure: 'arXiv could not be reached.' } as const;
  const visualizations = ['one', 'two', 'three'].map((concept) => ({ ...failed, id: concept, concept }));
  createProgressLines((line) => lines.push(line)).update({ ...emptyView(PAPER), status: 'FAILED', progress: 0.95, visualizations });
  expect(lines).toEqual([
    'Queued',
    '[1/3] failed: one: arXiv could not be reached. (95 % of all)',
    '[2/3] failed: two (95 % of all)',
    '[3/3] failed: three (95 % of all)',
  ]);
});

it('says whether what runs here is well', async () => {
  const { server, url, settings } = await serveOn('supervised');
  const health = (...what: string[]) => runCommand(['health', ...what], { settings: { ...settings, PORT: new URL(url).port } });
  expect(await health()).toMatchObject({ code: 0, stdout: `server at ${new URL(url).host}: healthy\n` });
  expect(await health('worker')).toMatchObject({ code: 69, stdout: `worker: none runs here with its data in ${settings.DATA_DIR}\n` });
  server.child.kill('SIGTERM');
  await server.ended;
  expect(await health()).toMatchObject({ code: 69, stdout: 'arXiviz: neither a server nor a worker runs here\n' });
  expect(await health('server')).toMatchObject({ code: 69, stdout: `server at ${new URL(url).host}: it does not run\n` });

  const workers = path.join(directory, 'supervised/workers');
  await mkdir(workers);
  const silent = { host: hostname(), pid: process.pid, at: Date.now() - 100_000, healthy: true, faults: [] };
  await writeFile(path.join(workers, 'silent.json'), JSON.stringify(silent));
  expect(await health()).toMatchObject({
    code: 69,
    stdout: expect.stringMatching(/^worker \S+: it has said nothing for 1\d\d seconds\n$/),
  });
});

it('migrates the database that it is given, and nothing where none is', async () => {
  const settings = { DATA_DIR: path.join(directory, 'unmigrated') };
  expect(await runCommand(['migrate'], { settings })).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do.') });
  const away = await runCommand(['migrate'], { settings: { ...settings, DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' } });
  expect(away).toMatchObject({ code: 69, stderr: expect.stringMatching(/^The database at 127\.0\.0\.1:1 cannot be used: .*\n$/) });
});

it('explains its commands and exit codes', async () => {
  const { code, stdout } = await runCommand(['process', '--help']);
  expect(code).toBe(0);
  for (const text of ['--visualizations', '--quality', '--force', '--json', '--server', 'Exit codes:', '130'])
    expect(stdout).toContain(text);
  for (const command of ['serve', 'worker', 'migrate', 'health', 'doctor'])
    expect(await runCommand(['help', command])).toMatchObject({ code: 0, stdout: expect.stringMatching(/Exit codes:\n +0 .*\n.* 69 /s) });
  const version = await runCommand(['--version']);
  expect(version).toMatchObject({ code: 0, stdout: `${JSON.parse(await readFile('package.json', 'utf8')).version}\n` });
});

it('leaves nothing of an examination that is interrupted', async () => {
  const temporary = path.join(directory, 'temporary');
  await mkdir(temporary);
  // With Modal the box is not tried, which would take longer.
  const settings = {
    DATA_DIR: path.join(directory, 'half-examined'),
    TMPDIR: temporary,
    MODAL_TOKEN_ID: 'ak-x',
    MODAL_TOKEN_SECRET: 'as-x',
  };
  const command = startCommand(['doctor'], { settings });
  await command.written(/^ok +Data directory/m);
  command.child.kill('SIGINT');
  expect(await command.ended).toMatchObject({ code: 130, stdout: expect.stringMatching(/\nStopping\. .*\n$/), stderr: '' });
  expect(await readdir(temporary)).toEqual([]);
});

it('examines a machine, and says what to do about what is not there', async () => {
  const settings = { DATA_DIR: path.join(directory, 'examined') };
  const healthy = await runCommand(['doctor'], { settings });
  expect(healthy).toMatchObject({ code: 0, stderr: '' });
  expect(healthy.stdout).toMatch(/^ok +Render engine +\S+ \(Manim [\d.]+, Python 3\.\d+\)$/m);
  expect(healthy.stdout).toMatch(/^ok +Database +embedded, it starts; no data yet$/m);
  expect(healthy.stdout).toMatch(/^ok +Data directory +\S+examined, [\d.]+ GB free$/m);
  expect(healthy.stdout).toContain('All is there.');

  const broken = {
    DATA_DIR: '/proc/arxiviz',
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    REDIS_URL: 'redis://127.0.0.1:1',
    TMPDIR: '/dev/null',
    ...{ S3_BUCKET: 'none', S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY: 'none', S3_SECRET_KEY: 'none' },
  };
  const ill = await runCommand(['doctor'], { settings: broken });
  expect(ill.code).toBe(69);
  expect(ill.stdout).toMatch(/^missing +Data directory +DATA_DIR: \/proc\/arxiviz is on a file system that takes no files\.$/m);
  expect(ill.stdout).toMatch(/^missing +Database +127\.0\.0\.1:1\/none cannot be used: .*\n +To do: start it, or correct DATABASE_URL$/m);
  expect(ill.stdout).toMatch(
    /^missing +Redis +Redis at 127\.0\.0\.1:1 \(REDIS_URL\) cannot be used: .*\n +To do: correct REDIS_URL, or start it$/m,
  );
  expect(ill.stdout).toMatch(/^missing +Video store +this could not be tried: no directory for temporary files: .*TMPDIR.*\n +To do: /m);
  expect(ill).toMatchObject({ stdout: expect.stringContaining('4 things to do.'), stderr: '' });

  await expect(importEngine('python3')).rejects.toThrow(/^ModuleNotFoundError: No module named 'engine'$/);
});
