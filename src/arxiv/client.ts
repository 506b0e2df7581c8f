import { type PaperMetadata, parseAtom } from './atom.ts';
import { PaperNotFound } from './errors.ts';
import { type ArxivHttpOptions, createArxivHttp, type HttpAnswer } from './http.ts';
import { formatArxivId, parseArxivId } from './id.ts';
import { type Asking, createKeptAnswers } from './kept-answers.ts';
import { readLatexml } from './latexml.ts';
import { type ArxivPaper, abstractAsSections } from './paper.ts';

/** Only the first four have to be chosen; the rest has defaults. */
export interface ArxivOptions extends Partial<ArxivHttpOptions> {
  /** Of the Atom API, without `/query`. */
  apiUrl: string;
  /** Under which the HTML editions are: `<htmlUrl>/1706.03762v7`. */
  htmlUrl: string;
  userAgent: string;
  cacheDirectory: string;
  /** After this, the newest version of a paper is asked for again, and whether it has an HTML edition by now. */
  refreshAfterMs?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Told why an answer could not be kept on disk. */
  onUnkept?: (error: Error) => void;
}

export interface Arxiv {
  /**
   * Reads a version of a paper; `null` is the newest. A version is fetched once and then kept on disk. `onRetry` is told when arXiv has to
   * be asked again, which may take minutes.
   * @throws PaperNotFound when arXiv has no such paper or version.
   * @throws ArxivUnavailable when it could not be asked and has not been asked before.
   */
  readPaper(arxivId: string, version: number | null, options?: Partial<Asking>): Promise<ArxivPaper>;
}

const DEFAULTS = {
  minimumIntervalMs: 3_000,
  timeoutMs: 60_000,
  attempts: 5,
  backoffMs: 3_000,
  maximumRetryAfterMs: 120_000,
  maximumBytes: 16 * 1024 * 1024,
  refreshAfterMs: 24 * 60 * 60_000,
  now: Date.now,
  onUnkept: () => {},
};

/** One instance per process: its requests share one gate. */
export function createArxiv(given: ArxivOptions): Arxiv {
  const options = { ...DEFAULTS, ...given };
  const ask = createKeptAnswers({ ...options, http: createArxivHttp(options) });

  async function readMetadata(arxivId: string, version: number | null, asking: Asking): Promise<PaperMetadata & { outdated: boolean }> {
    const place = (wanted: number | null) => {
      const name = formatArxivId({ id: arxivId, version: wanted });
      return { key: `${name}.atom`, url: `${options.apiUrl}/query?id_list=${encodeURIComponent(name)}&max_results=1` };
    };
    const answer = await ask(
      {
        ...place(version),
        complain: complainOfAtom,
        isFinal: () => version !== null,
        keepAs(fresh) {
          const found = metadataOf(fresh);
          return found && (version === null ? [place(found.version)] : []);
        },
      },
      asking,
    );
    const found = metadataOf(answer);
    if (found?.arxivId !== arxivId) throw new PaperNotFound(arxivId, version);
    if (version !== null && found.version !== version) throw new PaperNotFound(arxivId, version, found.version);
    return { ...found, outdated: answer.outdated };
  }

  async function readPage(arxivId: string, version: number, asking: Asking) {
    const name = formatArxivId({ id: arxivId, version });
    const url = `${options.htmlUrl}/${name}`;
    const { status, body } = await ask(
      { key: `${name}.html`, url, complain: complainOfPage, isFinal: isLatexml, keepAs: () => [] },
      asking,
    );
    return { url: status === 200 ? url : null, sections: readLatexml(body ?? ''), tooLarge: body === null };
  }

  return {
    async readPaper(arxivId, version, { signal = new AbortController().signal, onRetry = () => {} } = {}) {
      const asking = { signal, onRetry };
      const parsed = parseArxivId(arxivId);
      if (!parsed.ok || parsed.id !== arxivId) throw new PaperNotFound(arxivId, version);
      const { outdated, ...metadata } = await readMetadata(arxivId, version, asking);
      const page = await readPage(arxivId, metadata.version, asking);
      const notices = [
        outdated && 'arXiv could not be reached: there may be a newer version than this one.',
        page.url === null && 'arXiv has no HTML edition of this version: the abstract alone was read.',
        page.tooLarge && `The HTML edition is larger than ${options.maximumBytes} bytes: the abstract alone was read.`,
        page.url !== null && !page.tooLarge && page.sections.length === 0 && 'The HTML edition holds no text: the abstract alone was read.',
      ];
      return {
        ...metadata,
        pdfUrl: `https://arxiv.org/pdf/${formatArxivId({ id: arxivId, version: metadata.version })}`,
        htmlUrl: page.url,
        sections: page.sections.length > 0 ? page.sections : abstractAsSections(metadata.abstract),
        notice: notices.filter(Boolean).join(' ') || null,
      };
    },
  };
}

function complainOfAtom({ status, body }: HttpAnswer): string | null {
  if (body === null) return 'answered with more than an abstract can be';
  const answer = parseAtom(body);
  // A malformed or unknown id is answered with 400 or 404, and a feed that says so.
  return answer.ok ? null : `${answer.reason} (${status})`;
}

function metadataOf({ body }: HttpAnswer): PaperMetadata | null {
  const answer = parseAtom(body ?? '');
  return answer.ok ? answer.found : null;
}

const complainOfPage = ({ status }: HttpAnswer) => (status === 200 || status === 404 ? null : `answered the HTML edition with ${status}`);

/** Anything else that comes with 200 (a notice, a login page of the network) may be the paper next time. */
const isLatexml = ({ status, body }: HttpAnswer) => status === 200 && body?.includes('ltx_document') === true;
