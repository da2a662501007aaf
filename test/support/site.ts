import { createServer, type RequestListener } from 'node:http';

/** What a site answers at one path. */
export type SitePlace = {
  readonly type: string;
  readonly body: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Site = {
  /** `127.0.0.1:40123`: what FEEDS_ALLOW takes. */
  readonly host: string;
  readonly url: string;
  /** Paths, in the order in which they were asked for. */
  readonly asked: string[];
  /** What it answers from now on. */
  serve(places: Readonly<Record<string, SitePlace>>): void;
  stop(): Promise<void>;
};

/** A web site on loopback; everything else on it is a 404. `instead` answers all of it in another way. */
export async function openSite(
  first: Readonly<Record<string, SitePlace>> = {},
  instead?: RequestListener,
): Promise<Site> {
  let places = first;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (instead !== undefined) return instead(request, response);
    const place = places[path];
    if (place === undefined) return response.writeHead(404, { 'content-type': 'text/html' }).end('nothing here');
    const { status = 200, headers = {}, type, body } = place;
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    host,
    url: `http://${host}`,
    asked,
    serve(next) {
      places = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An RSS feed of items, the newest first. */
export function rssOf(
  title: string,
  items: readonly { readonly title: string; readonly text?: string; readonly at?: string; readonly link?: string }[],
): SitePlace {
  const lines = items.map(({ title: name, text = '', at, link }, n) =>
    [
      `<item><title>${name}</title><link>${link ?? `https://harbour.example/${n}`}</link>`,
      `<guid>${link ?? `https://harbour.example/${n}`}</guid><description><![CDATA[${text}]]></description>`,
      at === undefined ? '' : `<pubDate>${new Date(at).toUTCString()}</pubDate>`,
      '</item>',
    ].join(''),
  );
  const body = `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><link>https://harbour.example/</link>
<description>News</description><language>en</language>${lines.join('\n')}</channel></rss>`;
  return { type: 'application/rss+xml', body };
}

/** A page whose head names these feeds. */
export function pageNaming(feeds: readonly { readonly title: string; readonly href: string }[]): SitePlace {
  const links = feeds.map(
    ({ title, href }) => `<link rel="alternate" type="application/rss+xml" title="${title}" href="${href}">`,
  );
  return {
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><html><head><title>Site</title>${links.join('')}</head><body><p>Hello</p></body></html>`,
  };
}
