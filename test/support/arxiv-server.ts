import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

export interface StandInPaper {
  id: string;
  /** How many versions there are. */
  versions: number;
  title: string;
  authors: string[];
  abstract: string;
  published: string;
  /** The HTML edition of every version; `null` when there is none. */
  page: string | null;
}

export interface SeenRequest {
  path: string;
  userAgent: string | undefined;
  /** When it came, in milliseconds: on a clock that only goes forward, and since 1970. */
  at: number;
  date: number;
  /** How many connections were open while it was answered. */
  connections: number;
}

/** What arXiv's API and HTML editions are to a client, on a port of this machine. */
export interface ArxivServer extends AsyncDisposable {
  apiUrl: string;
  htmlUrl: string;
  papers: StandInPaper[];
  requests: SeenRequest[];
  /** Answers in place of arXiv when it returns true: busy, broken, silent. */
  interfere: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Settles when the next request has come in. */
  nextRequest(): Promise<void>;
}

/** A page made by LaTeXML from the paper of that name in `test/fixtures/arxiv`. */
export function fixturePage(name: 'pooling' | 'letter' | 'lectures' | 'troubled'): string {
  return readFileSync(path.resolve(import.meta.dirname, `../fixtures/arxiv/${name}.html`), 'utf8');
}

/** The paper most tests read: two versions, with an HTML edition that has ten sections. */
export const poolingPaper: StandInPaper = {
  id: '2507.90001',
  versions: 2,
  title: 'Weighted Pooling of Short Sequences:\n  a Worked Example with $n$ Tokens',
  authors: ['Zoë Ångström', 'Łukasz Wiśniewski', '王小明'],
  abstract:
    'We average a short sequence of vectors\nwith weights that depend on a query.\n  Nothing here is new & all of it holds for n < 10.',
  published: '2025-07-31T17:57:34Z',
  page: fixturePage('pooling'),
};

export async function startArxivServer(papers: StandInPaper[] = [poolingPaper]): Promise<ArxivServer> {
  let arrived = Promise.withResolvers<void>();
  const http = createServer((request, response) => {
    const seen: SeenRequest = {
      path: request.url ?? '',
      userAgent: request.headers['user-agent'],
      at: performance.now(),
      date: Date.now(),
      connections: 0,
    };
    http.getConnections((_, open) => {
      seen.connections = open;
    });
    server.requests.push(seen);
    arrived.resolve();
    arrived = Promise.withResolvers();
    if (!server.interfere(request, response)) answer(server.papers, request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: ArxivServer = {
    apiUrl: `${origin}/api`,
    htmlUrl: `${origin}/html`,
    papers: [...papers],
    requests: [],
    interfere: () => false,
    nextRequest: () => arrived.promise,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

function answer(papers: StandInPaper[], request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', 'http://localhost');
  const asked = url.searchParams.get('id_list') ?? decodeURIComponent(url.pathname.replace(/^\/html\//, ''));
  const [, id = '', version] = /^(.*?)(?:v(\d+))?$/.exec(asked) ?? [];
  const paper = papers.find((one) => one.id === id && Number(version ?? 1) <= one.versions);
  if (url.pathname === '/api/query') {
    response.setHeader('content-type', 'application/atom+xml; charset=UTF-8');
    response.end(feed(paper ? entry(paper, Number(version ?? paper.versions)) : ''));
  } else if (paper?.page && version !== undefined) {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(paper.page);
  } else {
    response.statusCode = 404;
    response.end(`<!DOCTYPE html><html><body><h1>No HTML for '${asked}'</h1></body></html>`);
  }
}

/** A feed of the API around an entry, or around none. */
export function feed(entries: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title type="html">ArXiv Query: id_list</title>
  <id>http://arxiv.org/api/example</id>
  <opensearch:totalResults>1</opensearch:totalResults>
  ${entries}
</feed>`;
}

function entry(paper: StandInPaper, version: number): string {
  return `<entry>
    <id>http://arxiv.org/abs/${paper.id}v${version}</id>
    <updated>2025-08-02T00:41:18Z</updated>
    <published>${paper.published}</published>
    <title>${escapeXml(paper.title)}</title>
    <summary>  ${escapeXml(paper.abstract)}
</summary>
    ${paper.authors.map((name) => `<author><name>${escapeXml(name)}</name><arxiv:affiliation>An institute</arxiv:affiliation></author>`).join('\n    ')}
    <arxiv:comment>15 pages, 5 figures</arxiv:comment>
    <link href="http://arxiv.org/abs/${paper.id}v${version}" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/${paper.id}v${version}" rel="related" type="application/pdf"/>
    <arxiv:primary_category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
  </entry>`;
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
