import { afterAll, beforeAll, expect, it } from 'vitest';
import { finish, query, start } from './support/graphql.ts';
import { openProgram, type TestProgram } from './support/program.ts';
import { movingDot, visualization } from './support/scenes.ts';

let test: TestProgram;
beforeAll(async () => {
  test = await openProgram({ RENDER_TIMEOUT_SECONDS: '12' });
});
afterAll(() => test.close());

const scene = (body: string, imports = 'from manim import *') =>
  `${imports}\n\n\nclass Failing(Scene):\n    def construct(self):\n        ${body}\n`;

interface Expected {
  kind: string;
  line?: number | null;
  exception?: string | null;
  hint?: RegExp;
  message?: RegExp;
}

const failing: [name: string, code: string, expected: Expected][] = [
  ['is not Python', 'from manim import *\n\nclass Broken(Scene)\n    pass\n', { kind: 'SYNTAX_ERROR', line: 3, exception: 'SyntaxError' }],
  ['has no scene', 'from manim import *\n\nsquare = Square()\n', { kind: 'NO_SCENE', line: null }],
  ['raises an exception', scene('self.play(Create(undefined_name))'), { kind: 'SCENE_ERROR', line: 6, exception: 'NameError' }],
  ['is written for ManimGL', scene('self.wait()', 'from manimlib import *'), { kind: 'SCENE_ERROR', line: 1, hint: /manim/i }],
  ['imports what is not there', scene('self.wait()', 'from manim import *\nimport torch'), { kind: 'SCENE_ERROR', line: 2, hint: /torch/ }],
  ['has LaTeX that TeX does not accept', scene("self.add(MathTex(r'\\undefinedcommand x'))"), { kind: 'LATEX_ERROR', line: 6 }],
  ['never ends', scene('while True: pass'), { kind: 'TIMED_OUT' }],
  ['waits for ever', scene('self.wait(10**9)'), { kind: 'OUTPUT_TOO_LARGE', line: 6 }],
  ['ends the process', scene('import os; os._exit(0)'), { kind: 'CRASHED' }],
  ['kills its own process', scene('import os, signal; os.kill(os.getpid(), signal.SIGKILL)'), { kind: 'CRASHED', message: /SIGKILL/ }],
  ['calls exit', scene('exit()'), { kind: 'SCENE_ERROR', line: 6, exception: 'SystemExit' }],
  ['needs more memory than there is', scene('self.x = bytearray(64 * 1024 ** 3)'), { kind: 'OUT_OF_MEMORY', line: 6 }],
  ['recurses without end', scene('(lambda f: f(f))(lambda f: f(f))'), { kind: 'SCENE_ERROR', exception: 'RecursionError' }],
];

it('explains each kind of code that cannot work, beside code that does', { timeout: 180_000 }, async () => {
  const works = visualization('works', movingDot('BesideTheFailing'));
  const id = await start(test.url, [...failing.map(([name, code]) => visualization(name, code)), works]);
  await finish(test.url, id);
  const fields = 'kind message exception line excerpt traceback hint latexExpression latexLog retryable';
  const { job } = await query(
    test.url,
    `query Job($id: ID!) { job(id: $id) { status visualizations { concept status failure { ${fields} } } } }`,
    { id },
  );
  expect(job.status).toBe('COMPLETED');
  expect(job.visualizations.at(-1)).toMatchObject({ concept: 'works', status: 'COMPLETE' });
  for (const [index, [name, , expected]] of failing.entries()) {
    const { status, failure } = job.visualizations[index];
    const { hint, message, ...exact } = expected;
    expect({ name, status, ...failure }).toMatchObject({ name, status: 'FAILED', ...exact });
    expect(failure.message).toMatch(message ?? /./);
    if (hint) expect(failure.hint).toMatch(hint);
  }
  const latex = job.visualizations[failing.findIndex(([, , { kind }]) => kind === 'LATEX_ERROR')].failure;
  expect(latex.latexExpression).toContain('undefinedcommand');
  expect(latex.latexLog).toMatch(/^!/m);
});
