/** The longest thing accepted: a URL of a paper with a tracking query. */
const MAXIMUM_CHARACTERS = 500;

/** Sites whose paths name an arXiv paper. Any subdomain counts: www, export, browse, ar5iv.labs, national mirrors. */
const SITES = ['arxiv.org', 'ar5iv.org', 'alphaxiv.org'];
const DOI_SITES = ['doi.org', 'dx.doi.org'];

/** First path segments of pages that are about one paper. `overview` is alphaXiv's. */
const PAGES = new Set(['abs', 'pdf', 'html', 'ps', 'format', 'src', 'e-print', 'papers', 'overview']);

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
/** Only known hosts, because an old id looks like a host and a path: `math.GT/0309136`. */
const KNOWN_HOST = /^(\/\/)?([a-z0-9-]+\.)*(arxiv|ar5iv|alphaxiv|doi)\.org\//i;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

export type Unwrapped = { ok: true; text: string } | { ok: false; reason: string };

/** Takes the id out of what it came in: spaces, a URL, a DOI, an `arXiv:` prefix, a `[cs.CL]` behind it, a file's `.pdf`. */
export function unwrapIdentifier(text: string): Unwrapped {
  if (text.length > MAXIMUM_CHARACTERS) return reject(`it is longer than ${MAXIMUM_CHARACTERS} characters`);
  const trimmed = text.trim();
  if (trimmed === '') return reject('it is empty');
  if (!PRINTABLE_ASCII.test(trimmed)) return reject(`it holds a character that no arXiv id has (${firstStrange(trimmed)})`);
  const inner = isUrl(trimmed) ? fromUrl(trimmed) : ({ ok: true, text: trimmed } as const);
  if (!inner.ok) return inner;
  const decoded = decode(inner.text);
  return decoded === null ? reject('its percent-encoding is broken') : { ok: true, text: stripLabels(decoded) };
}

const isUrl = (text: string) => SCHEME.test(text) || KNOWN_HOST.test(text);

function fromUrl(text: string): Unwrapped {
  const withScheme = SCHEME.test(text) ? text : `https://${text.replace(/^\/\//, '')}`;
  if (!URL.canParse(withScheme)) return reject('it is not a URL that can be read');
  const url = new URL(withScheme);
  if (!['http:', 'https:'].includes(url.protocol)) return reject('only http and https URLs are read');
  const path = url.pathname.split('/').filter(Boolean);
  if (DOI_SITES.includes(url.host)) return { ok: true, text: path.join('/') };
  // `host` holds the port too, and what stands before an @ is not the site.
  if (url.username || !SITES.some((site) => url.host === site || url.host.endsWith(`.${site}`))) {
    return reject(`${url.host.slice(0, 60)} is not a site of arXiv`);
  }
  const [page = '', ...rest] = path;
  if (PAGES.has(page.toLowerCase())) return { ok: true, text: rest.join('/') };
  // arXiv sends /1706.03762 on to the paper; anything else is a list, a search, an author.
  if (/^\d/.test(page)) return { ok: true, text: path.join('/') };
  return reject('this URL is not that of a paper: use its abs, pdf or html page');
}

/** Undoes one level of percent-encoding, as in `hep-th%2F9901001`; `null` when it is malformed or hides something unprintable. */
function decode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text);
    return PRINTABLE_ASCII.test(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

function stripLabels(text: string): string {
  return (
    text
      .trim()
      .replace(/^doi:\s*/i, '')
      .replace(/^10\.48550\//, '')
      .replace(/^arxiv(\s*:\s*|\.|\s+)/i, '')
      // The stamp on the first page of a PDF: arXiv:1706.03762v5 [cs.CL] 6 Dec 2017
      .replace(/\s+\[[a-z-]+(\.[a-z-]+)?\](\s+\d{1,2} [a-z]{3} \d{4})?$/i, '')
      .replace(/\.pdf$/i, '')
      .replace(/\/+$/, '')
  );
}

function firstStrange(text: string): string {
  const character = [...text].find((one) => !PRINTABLE_ASCII.test(one)) ?? '';
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const reject = (reason: string) => ({ ok: false, reason }) as const;
