import { unwrapIdentifier } from './id-forms.ts';

/** An arXiv id as this program stores it: without version, and without the subject class of old ids. */
export interface ArxivId {
  id: string;
  /** `null` when none was given: the newest is meant. */
  version: number | null;
}

/** `reason` completes the sentence "this is not the id of a paper: …". */
export type ParsedArxivId = ({ ok: true } & ArxivId) | { ok: false; reason: string };

/** The archives that gave out ids before April 2007, from arXiv's own list of archives. */
const OLD_ARCHIVES = new Set(
  `acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga funct-an
   gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio
   quant-ph solv-int supr-con`.split(/\s+/),
);

const VERSION = /^[1-9]\d{0,3}$/;

/**
 * Reads an arXiv id as people write it: `1706.03762`, `1706.03762v5`, `arXiv:…`, `hep-th/9901001`, `math.GT/0309136`, a DOI of arXiv,
 * a URL of a paper's page, spaces around.
 *
 * The subject class of an old id is dropped (`math.GT/0309136` is `math/0309136`), as arXiv's own software does: numbers are given per
 * archive, so both name one paper, and one paper must have one id. The format: https://info.arxiv.org/help/arxiv_identifier.html
 */
export function parseArxivId(text: string): ParsedArxivId {
  const bare = unwrapIdentifier(text);
  if (!bare.ok) return bare;
  const parts = /^(?<name>.*?)(?:v(?<version>\d+))?$/is.exec(bare.text)?.groups;
  const name = parts?.name?.toLowerCase() ?? '';
  const version = parts?.version ?? null;
  const recognized = parseNew(name) ?? parseOld(name) ?? reject(`${quote(text)} is not like 1706.03762 or hep-th/9901001`);
  if (!recognized.ok) return recognized;
  if (version !== null && !VERSION.test(version)) return reject(`there is no version ${version.slice(0, 12)}; versions are v1, v2, …`);
  return { ok: true, id: recognized.id, version: version === null ? null : Number(version) };
}

/** `1706.03762v5`, or without version where none is known: how arXiv's URLs name a paper. */
export function formatArxivId({ id, version }: ArxivId): string {
  return version === null ? id : `${id}v${version}`;
}

type Recognized = { ok: true; id: string } | { ok: false; reason: string };

/** `YYMM.NNNN` from April 2007, `YYMM.NNNNN` from January 2015. `null`: not of this form at all. */
function parseNew(name: string): Recognized | null {
  const [, yearMonth = '', number = ''] = /^(\d{4})\.(\d+)$/.exec(name) ?? [];
  if (!yearMonth) return null;
  if (!isMonth(yearMonth)) return reject(`${yearMonth} is not a year and a month (01 to 12)`);
  if (yearMonth < '0704') return reject('ids of this form begin in April 2007 (0704); older ones are like hep-th/9901001');
  const digits = yearMonth < '1501' ? 4 : 5;
  if (number.length !== digits) return reject(`ids of ${yearMonth} have ${digits} digits after the dot, this one ${number.length}`);
  return isZero(number) ? reject('papers are numbered from 1') : { ok: true, id: name };
}

/** `archive/YYMMNNN` or `archive.XX/YYMMNNN`, 1991 to March 2007. `null`: not of this form at all. */
function parseOld(name: string): Recognized | null {
  if (/^\d{7}$/.test(name)) return reject(`an old id needs its archive in front, as in hep-th/${name}`);
  const [, archive = '', digits = ''] = /^([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2,}(?:-[a-z]+)?)?\/(\d+)$/.exec(name) ?? [];
  if (!archive) return null;
  if (!OLD_ARCHIVES.has(archive)) return reject(`arXiv had no archive ${quote(archive)} before April 2007`);
  if (digits.length !== 7) return reject(`old ids have seven digits, this one ${digits.length}`);
  const yearMonth = digits.slice(0, 4);
  if (!isMonth(yearMonth)) return reject(`${yearMonth} is not a year and a month (01 to 12)`);
  // Years are two digits: 91 to 99 are 1991 to 1999.
  if (yearMonth > '0703' && yearMonth < '9101') return reject('old ids run from 1991 to March 2007; later ones are like 0704.0001');
  if (isZero(digits.slice(4))) return reject('papers are numbered from 1');
  return { ok: true, id: `${archive}/${digits}` };
}

const isMonth = (yearMonth: string) => /^\d\d(0[1-9]|1[0-2])$/.test(yearMonth);
const isZero = (number: string) => /^0+$/.test(number);
const quote = (text: string) => JSON.stringify(text.trim().slice(0, 60));
const reject = (reason: string) => ({ ok: false, reason }) as const;
