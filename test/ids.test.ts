import { describe, expect, it } from 'vitest';
import { formatArxivId, parseArxivId } from '../src/arxiv/id.ts';

/** What a person may write, what is kept, and the version in it. */
const identifiers: [written: string, id: string, version: number | null][] = [
  ['1706.03762', '1706.03762', null],
  ['1706.03762v5', '1706.03762', 5],
  ['1706.03762V12', '1706.03762', 12],
  ['0704.0001', '0704.0001', null],
  ['1412.9999v1', '1412.9999', 1],
  ['1501.00001', '1501.00001', null],
  ['hep-th/9901001', 'hep-th/9901001', null],
  ['hep-th/9901001v3', 'hep-th/9901001', 3],
  ['HEP-TH/9901001', 'hep-th/9901001', null],
  ['hep-th/9108001', 'hep-th/9108001', null],
  ['cs/0703001v2', 'cs/0703001', 2],
];

/** The same, with the subject class that arXiv does not count as part of the id. */
const withSubjectClass: typeof identifiers = [
  ['math.GT/0309136', 'math/0309136', null],
  ['math.gt/0309136', 'math/0309136', null],
  ['cs.LG/0501001v2', 'cs/0501001', 2],
  ['cond-mat.mes-hall/0405001', 'cond-mat/0405001', null],
  ['physics.acc-ph/9701001v1', 'physics/9701001', 1],
];

/** Everything an id comes wrapped in. */
const wrappings: ((id: string) => string)[] = [
  (id) => id,
  (id) => `  ${id}\n`,
  (id) => `\u00a0${id}\u00a0`,
  (id) => `arXiv:${id}`,
  (id) => `arxiv: ${id}`,
  (id) => `ARXIV : ${id}`,
  (id) => `arXiv ${id}`,
  (id) => `arXiv:${id} [cs.CL]`,
  (id) => `arXiv:${id} [cond-mat.mes-hall] 6 Dec 2017`,
  (id) => `${id}.pdf`,
  (id) => `${id}/`,
  (id) => encodeURIComponent(id),
  (id) => `10.48550/arXiv.${id}`,
  (id) => `doi:10.48550/ARXIV.${id}`,
  (id) => `https://doi.org/10.48550/arXiv.${id}`,
  (id) => `https://arxiv.org/abs/${id}`,
  (id) => `http://arxiv.org/abs/${id}`,
  (id) => `arxiv.org/abs/${id}`,
  (id) => `//arxiv.org/abs/${id}`,
  (id) => `HTTPS://ARXIV.ORG/ABS/${id}`,
  (id) => `https://www.arxiv.org/abs/${id}/`,
  (id) => `https://export.arxiv.org/abs/${id}?context=cs#comments`,
  (id) => `https://browse.arxiv.org/html/${id}`,
  (id) => `https://arxiv.org/pdf/${id}`,
  (id) => `https://arxiv.org/pdf/${id}.pdf`,
  (id) => `https://arxiv.org/pdf/${id}.pdf?download=%E4%BD%A0`,
  (id) => `arxiv.org/html/${id}#S3.SS2`,
  (id) => `https://arxiv.org//abs//${id}`,
  (id) => `https://arxiv.org/abs/${encodeURIComponent(id)}`,
  (id) => `https://arxiv.org/abs/arXiv:${id}`,
  (id) => `https://ar5iv.labs.arxiv.org/html/${id}`,
  (id) => `https://ar5iv.org/abs/${id}`,
  (id) => `https://www.alphaxiv.org/abs/${id}`,
  (id) => `https://alphaxiv.org/overview/${id}`,
];

describe('an arXiv id', () => {
  const cases = [...identifiers, ...withSubjectClass].flatMap(([written, id, version]) =>
    wrappings.map((wrap) => ({ text: wrap(written), id, version })),
  );

  it.each(cases)('is read from $text', ({ text, id, version }) => {
    expect(parseArxivId(text)).toEqual({ ok: true, id, version });
  });

  it.each(identifiers)('%s reads back as itself once it is in its kept form', (_, id, version) => {
    expect(parseArxivId(id)).toEqual({ ok: true, id, version: null });
    expect(parseArxivId(formatArxivId({ id, version }))).toEqual({ ok: true, id, version });
  });

  it('is one id for one paper, whatever subject class stands in front of its number', () => {
    const ids = ['math/0309136', 'math.GT/0309136', 'math.AG/0309136', 'Math.gt/0309136v2'].map((text) => parseArxivId(text));
    expect(new Set(ids.map((parsed) => parsed.ok && parsed.id))).toEqual(new Set(['math/0309136']));
  });
});

describe('what is not an arXiv id is refused with the reason', () => {
  it.each([
    ['', /empty/],
    ['  \n ', /empty/],
    ['9'.repeat(501), /longer than 500/],
    ['attention is all you need', /is not like 1706\.03762/],
    ['1706', /is not like/],
    ['17060.3762', /is not like/],
    ['1706.03762 1706.03763', /is not like/],
    ['1706.03762v', /is not like/],
    ['1706.03762v1v2', /is not like/],
    ['x1706.03762', /is not like/],
    ['1706.03762/../1706.03763', /is not like/],
    ['-1706.03762', /is not like/],
    ["1706.03762'; drop table papers", /is not like/],
    ['arXiv:', /is not like/],
    ['10.1000/182', /is not like/],
    ['1713.03762', /1713 is not a year and a month/],
    ['1700.03762', /1700 is not a year and a month/],
    ['9999.99999', /9999 is not a year and a month/],
    ['0703.0001', /begin in April 2007/],
    ['1706.3762', /5 digits after the dot, this one 4/],
    ['1412.12345', /4 digits after the dot, this one 5/],
    ['1706.037622', /5 digits after the dot, this one 6/],
    ['1706.00000', /numbered from 1/],
    ['1706.03762v0', /no version 0/],
    ['1706.03762v05', /no version 05/],
    ['1706.03762v99999999999999999999', /no version 999999999999/],
    ['9901001', /needs its archive in front, as in hep-th\/9901001/],
    ['hep-th/990100', /seven digits, this one 6/],
    ['hep-th/99010011', /seven digits, this one 8/],
    ['hep-th/9913001', /9913 is not a year and a month/],
    ['hep-th/0704001', /1991 to March 2007/],
    ['hep-th/9012001', /1991 to March 2007/],
    ['hep-th/9901000', /numbered from 1/],
    ['biology/9901001', /no archive "biology"/],
    ['econ/0501001', /no archive "econ"/],
    ['https://example.com/abs/1706.03762', /example\.com is not a site of arXiv/],
    ['https://arxiv.org.example.com/abs/1706.03762', /is not a site of arXiv/],
    ['https://arxiv.org@example.com/abs/1706.03762', /is not a site of arXiv/],
    ['https://evilarxiv.org/abs/1706.03762', /is not a site of arXiv/],
    ['https://arxiv.org:8443/abs/1706.03762', /arxiv\.org:8443 is not a site of arXiv/],
    ['ftp://arxiv.org/abs/1706.03762', /only http and https/],
    ['javascript://arxiv.org/abs/1706.03762', /only http and https/],
    ['https://arxiv.org/', /not that of a paper/],
    ['https://arxiv.org/list/cs.LG/recent', /not that of a paper/],
    ['https://arxiv.org/a/vaswani_a_1', /not that of a paper/],
    ['https://', /not a URL that can be read/],
    ['https://arxiv.org/abs/', /is not like/],
    ['hep-th%2', /percent-encoding/],
    ['hep-th%2F9901001%00', /percent-encoding/],
    ['hep-th%252F9901001', /is not like/],
    ['1706.03762\u0000', /U\+0000/],
    ['1706.037\u200b62', /U\+200B/],
    ['１７０６.03762', /U\+FF11/],
    ['1706․03762', /U\+2024/],
    ['hep‑th/9901001', /U\+2011/],
    ['1706.0376٢', /U\+0662/],
    ['1706.03762\u{1F600}', /U\+1F600/],
    ['1706.\ud83d03762', /U\+D83D/],
    ['1706.03762\tv2', /U\+0009/],
  ])('%j', (text, reason) => {
    const parsed = parseArxivId(text);
    expect(parsed).toMatchObject({ ok: false });
    expect(!parsed.ok && parsed.reason).toMatch(reason);
  });

  it('never throws, and whatever it accepts reads back as itself, for ids that were damaged at random', () => {
    const alphabet = ['', '.', '/', 'v', '0', '9', '-', '%', '#', '?', ' ', ':', 'é', '\u0000', 'arxiv.org/'];
    // A fixed linear congruential generator: a failure can be repeated.
    let state = 12_345;
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((state / 2 ** 31) * below);
    };
    for (let round = 0; round < 5_000; round++) {
      const [written] = [...identifiers, ...withSubjectClass][random(identifiers.length + withSubjectClass.length)] ?? [''];
      const wrapped = wrappings[random(wrappings.length)]?.(written) ?? '';
      const at = random(wrapped.length + 1);
      const damaged = wrapped.slice(0, at) + alphabet[random(alphabet.length)] + wrapped.slice(at + random(3));
      const parsed = parseArxivId(damaged);
      if (parsed.ok) expect(parseArxivId(formatArxivId(parsed)), damaged).toEqual(parsed);
      else expect(parsed.reason, damaged).toMatch(/\S/);
    }
  });
});
