import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a path answers. A `body` gets an ETag of its own, and "not modified" where the client has it. */
export type Served = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

export type FeedServer = {
  /** `127.0.0.1:PORT`; the server listens on every loopback address, so that a test can have several hosts. */
  readonly port: number;
  /** Requests so far. */
  readonly asked: { readonly path: string; readonly status: number; readonly headers: IncomingHttpHeaders }[];
  /** Forms that were posted, which `asked` does not hold; answered as a GET of the path would be. */
  readonly posted: { readonly path: string; readonly form: Readonly<Record<string, string>> }[];
  serve(path: string, served: Served): void;
  /** `http://127.0.0.N:PORT/path` */
  at(path: string, host?: number): string;
  stop(): Promise<void>;
};

/** A web server on loopback whose paths a test sets; whatever it does not set is not found. */
export async function startFeedServer(): Promise<FeedServer> {
  const paths = new Map<string, Served>();
  const asked: FeedServer['asked'] = [];
  const posted: FeedServer['posted'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (request.method === 'POST') {
      void text(request).then((body) => {
        posted.push({ path, form: Object.fromEntries(new URLSearchParams(body)) });
        answer(paths.get(path) ?? { status: 404 }, {}, response);
      });
      return;
    }
    const status = answer(paths.get(path) ?? { status: 404, body: 'Not found' }, request.headers, response);
    asked.push({ path, status, headers: request.headers });
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  const { port } = address;
  return {
    port,
    asked,
    posted,
    serve: (path, served) => void paths.set(path, served),
    at: (path, host = 1) => `http://127.0.0.${host}:${port}${path}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(
  { status = 200, headers = {}, body = '' }: Served,
  asked: IncomingHttpHeaders,
  response: ServerResponse,
): number {
  const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
  const isKnown = status === 200 && asked['if-none-match'] === etag;
  const stated = isKnown ? 304 : status;
  response.writeHead(stated, { ...(status === 200 ? { etag } : {}), ...headers });
  response.end(isKnown ? undefined : body);
  return stated;
}

export type FeedEntry = {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly text: string;
  readonly at?: string;
};

/** An RSS feed of these items. */
export function rss(title: string, items: readonly FeedEntry[]): Served {
  const xml = items.map(
    ({ id, title: headline, url, text, at }) => `<item><guid isPermaLink="false">${escaped(id)}</guid>
<title>${escaped(headline)}</title><link>${escaped(url)}</link>${at === undefined ? '' : `<pubDate>${new Date(at).toUTCString()}</pubDate>`}
<description>${escaped(text)}</description></item>`,
  );
  const body = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>${escaped(title)}</title><link>https://example.com/</link><description>News</description>
${xml.join('\n')}
</channel></rss>`;
  return { headers: { 'content-type': 'application/rss+xml; charset=utf-8' }, body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
