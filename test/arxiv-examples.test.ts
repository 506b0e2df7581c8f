import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExampleBroken } from '../src/arxiv/errors.ts';
import { readExample } from '../src/arxiv/examples.ts';

const id = '2507.90001';
const paper = {
  arxiv_id: id,
  version: 2,
  title: 'A title',
  authors: ['Ada Example'],
  abstract: 'An abstract.',
  published_at: '2025-07-31T17:57:34Z',
  sections: [
    { id: 's1', title: 'One', level: 1, content: 'Text', equations: ['a=b'] },
    { id: 's2', title: 'Two', level: 2, content: '' },
  ],
};
const visualization = { section_id: 's1', concept: 'A concept', manim_file: 'scene.py' };

let directory: string;
let folder: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'arxiviz-examples-'));
  folder = path.join(directory, id);
  await mkdir(folder);
  await writeFile(path.join(folder, 'scene.py'), 'class A(Scene): pass\n');
  await write('paper.json', paper);
  await write('visualizations.json', [visualization]);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const write = (name: string, content: unknown) =>
  writeFile(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

describe('an example', () => {
  it('is a paper with its sections in order, and visualizations with their code', async () => {
    await write('visualizations.json', [visualization, { section_id: 's2', concept: 'Another', manim_code: '\nclass B(Scene): pass\n' }]);
    expect(await readExample(directory, id)).toEqual({
      paper: {
        arxivId: id,
        version: 2,
        title: 'A title',
        authors: ['Ada Example'],
        abstract: 'An abstract.',
        pdfUrl: `https://arxiv.org/pdf/${id}v2`,
        htmlUrl: null,
        publishedAt: new Date('2025-07-31T17:57:34Z'),
        sections: [
          { localId: 's1', title: 'One', level: 1, orderIndex: 0, content: 'Text', equations: ['a=b'] },
          { localId: 's2', title: 'Two', level: 2, orderIndex: 1, content: '', equations: [] },
        ],
      },
      visualizations: [
        { sectionId: 's1', concept: 'A concept', manimCode: 'class A(Scene): pass\n' },
        { sectionId: 's2', concept: 'Another', manimCode: '\nclass B(Scene): pass\n' },
      ],
    });
  });

  it('of an old paper lies in a folder of its archive', async () => {
    folder = path.join(directory, 'hep-th/9901001');
    await mkdir(folder, { recursive: true });
    await write('paper.json', { ...paper, arxiv_id: 'hep-th/9901001' });
    expect(await readExample(directory, 'hep-th/9901001')).toMatchObject({ paper: { arxivId: 'hep-th/9901001' }, visualizations: [] });
  });

  it('is none where there is no folder, no paper in it, or no such id', async () => {
    await rm(path.join(folder, 'paper.json'));
    for (const other of [id, '2507.90002', '../etc', `${id}/../${id}`, `${id}v2`, '', 'math.GT/0309136']) {
      expect(await readExample(directory, other)).toBeNull();
    }
    expect(await readExample(path.join(directory, 'nowhere'), id)).toBeNull();
  });
});

describe('an example that is broken says which file and field', () => {
  it.each<[string, string, unknown, RegExp]>([
    ['paper.json', 'is not JSON', '{"arxiv_id":', /paper\.json: .*JSON/],
    ['paper.json', 'is of another paper', { ...paper, arxiv_id: '2507.90002' }, /paper\.json: arxiv_id: must be 2507\.90001/],
    ['paper.json', 'has no sections', { ...paper, sections: [] }, /paper\.json: sections: /],
    ['paper.json', 'has a level that is none', { ...paper, sections: [{ ...paper.sections[0], level: 5 }] }, /sections\.0\.level: /],
    [
      'paper.json',
      'has an id with a colon',
      { ...paper, sections: [{ ...paper.sections[0], id: 'a:b' }] },
      /sections\.0\.id: must not hold/,
    ],
    [
      'paper.json',
      'has the same section twice',
      { ...paper, sections: [paper.sections[0], paper.sections[0]] },
      /sections: the id s1 is there twice/,
    ],
    ['visualizations.json', 'is no list', {}, /visualizations\.json: it: /],
    ['visualizations.json', 'names no code', [{ section_id: 's1', concept: 'c' }], /0: needs manim_file or manim_code/],
    ['visualizations.json', 'names code twice', [{ ...visualization, manim_code: 'x' }], /0: needs manim_file or manim_code, and not both/],
    [
      'visualizations.json',
      'names a missing file',
      [visualization, { ...visualization, manim_file: 'none.py' }],
      /1\.manim_file: there is no none\.py/,
    ],
    [
      'visualizations.json',
      'leads out of the folder',
      [{ ...visualization, manim_file: '../secret.py' }],
      /0\.manim_file: must be the name/,
    ],
    [
      'visualizations.json',
      'names an absolute path',
      [{ ...visualization, manim_file: '/etc/passwd.py' }],
      /0\.manim_file: must be the name/,
    ],
    [
      'visualizations.json',
      'names another kind of file',
      [{ ...visualization, manim_file: 'paper.json' }],
      /0\.manim_file: must be the name/,
    ],
  ])('%s %s', async (name, _, content, message) => {
    await write(name, content);
    const error = await readExample(directory, id).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ExampleBroken);
    expect(String(error)).toMatch(message);
  });

  it('visualizations.json names a link that leads out of the folder', async () => {
    await writeFile(path.join(directory, 'secret.py'), 'secret');
    await symlink('../secret.py', path.join(folder, 'link.py'));
    await write('visualizations.json', [{ ...visualization, manim_file: 'link.py' }]);
    await expect(readExample(directory, id)).rejects.toThrow(/link\.py lies outside of the folder/);
  });
});
