import { createServer } from 'node:http';

// The web of bench/feeds.ts: news feeds of real sizes on loopback, of which some are slow and some fail. A feed has two new items
// each time that the round in which it is asked makes it change.

const WORDS =
  'talks minister ferry strike court river budget rescue island union vote harbour flood school price match train storm'.split(
    ' ',
  );
/** Of the feeds that are well, so many in a hundred have something new in a round. */
const CHANGED = 30;
const ITEMS = 25;

let round = 1;

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  if (path.startsWith('/round/')) {
    round = Number(path.slice(7));
    response.end();
    return;
  }
  const feed = Number(/\d+/.exec(path)?.[0] ?? 0);
  const kind = feed % 200;
  if (kind === 0) return; // never answers
  if (kind === 1) return void request.socket.destroy();
  if (kind < 6) return void response.writeHead(500).end('Internal server error');
  if (kind < 8) return void response.writeHead(404).end('Not found');
  const answer = () => {
    const version = versionOf(feed);
    const etag = `"${feed}-${version}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { etag, 'content-type': 'application/rss+xml; charset=utf-8' });
    response.end(bodyOf(feed, version));
  };
  if (kind < 12) setTimeout(answer, 5_000);
  else answer();
});

/** In how many rounds it has changed. */
function versionOf(feed: number): number {
  let version = 0;
  for (let n = 2; n <= round; n++) if (mixed(feed, n) % 100 < CHANGED) version++;
  return version;
}

function mixed(a: number, b: number): number {
  return (Math.imul(a + 1, 2_654_435_761) ^ Math.imul(b, 40_503)) >>> 8;
}

/** Most feeds give summaries (30 KB), a third whole articles (130 KB), one in two hundred everything it has (1 MB). */
function bodyOf(feed: number, version: number): string {
  const words = feed % 199 === 0 ? 6_000 : feed % 3 === 0 ? 780 : 160;
  const items: string[] = [];
  for (let n = version * 2 + ITEMS; n > version * 2; n--) {
    const text = textOf(feed * 31 + n, words);
    items.push(`<item><guid isPermaLink="false">${feed}-${n}</guid><title>${textOf(feed + n, 8)} ${n}</title>
<link>https://site${feed}.example/news/${n}?utm_source=rss</link><pubDate>${new Date(1_780_000_000_000 + n * 60_000).toUTCString()}</pubDate>
<description><![CDATA[<p>${text}</p>]]></description></item>`);
  }
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Site ${feed}</title>
<link>https://site${feed}.example/</link><description>News of ${feed}</description>${items.join('\n')}</channel></rss>`;
}

function textOf(seed: number, words: number): string {
  const text: string[] = [];
  for (let n = 0; n < words; n++) text.push(WORDS[mixed(seed, n) % WORDS.length] ?? '');
  return text.join(' ');
}

server.keepAliveTimeout = 60_000;
server.listen(0, '0.0.0.0', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit());
