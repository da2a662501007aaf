/**
 * How much of what other parsers' suites expect of feeds is read: `node bench/quality/feeds.ts DATA_FOLDER [--half even|odd] [--misses] [--all]`.
 *
 * Measure: the share of the `core` expectations (`--all`: of all that name a field we have) that are met: equal as text, with characters
 * unescaped, tags off and spaces folded; moments by their time. Beside ours, what rss-parser and feedsmith read by themselves.
 * `--misses` lists what ours does not meet.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { z } from 'zod';
import type { FeedDocument } from '../../src/sources/feeds/document.ts';
import { readFeed } from '../../src/sources/feeds/parse.ts';

const fileSchema = z.object({ file: z.string(), base64: z.string() });
const expectationSchema = z.object({
  file: z.string(),
  field: z.string(),
  op: z.string(),
  expected: z.unknown(),
  core: z.boolean(),
});
type Read = (field: string) => unknown;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { half: { type: 'string' }, misses: { type: 'boolean' }, all: { type: 'boolean' } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error('Usage: node bench/quality/feeds.ts DATA_FOLDER [--half even|odd] [--misses] [--all]');
  process.exit(2);
}

function linesOf<T>(name: string, schema: z.ZodType<T>): T[] {
  const lines = readFileSync(join(folder ?? '', 'feeds', name), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => schema.parse(JSON.parse(line)));
}

/** The first of these paths into a value that leads to something. */
function first(value: unknown, ...paths: readonly string[]): unknown {
  for (const path of paths) {
    let at: unknown = value;
    for (const key of path.split('.')) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
    if (typeof at === 'object' && at !== null) at = Reflect.get(at, '_') ?? Reflect.get(at, 'value');
    if (at !== undefined && at !== null) return at;
  }
  return null;
}

const TIME = /^(?:published|updated|created|date)(?:_parsed)?$/;
// The names that feedparser's suite, whose words the expectations use, has for what each reader calls its own way.
const NAMES_OF_OURS: Readonly<Record<string, readonly string[]>> = {
  link: ['url', 'link'],
  guid: ['id'],
  subtitle: ['description'],
  description: ['description', 'summary', 'text'],
  'content.0.value': ['text'],
  published_parsed: ['publishedAt'],
  published: ['publishedAt'],
  updated_parsed: ['updatedAt'],
  updated: ['updatedAt'],
  created_parsed: ['publishedAt'],
};

function ours(feed: FeedDocument): Read {
  return (field) => {
    const [, index, name] = /^(?:feed|entries\.(\d+))\.(.+)$/.exec(field) ?? [];
    if (name === undefined) return null;
    return first(index === undefined ? feed : feed.items[Number(index)], ...(NAMES_OF_OURS[name] ?? [name]));
  };
}

async function byRssParser(text: string): Promise<Read> {
  const feed = await new RssParser().parseString(text);
  const names: Readonly<Record<string, readonly string[]>> = {
    id: ['id', 'guid'],
    subtitle: ['description', 'subtitle'],
    summary: ['summary', 'content'],
    description: ['description', 'content'],
    'content.0.value': ['content:encoded', 'content'],
    author: ['author', 'creator'],
  };
  return (field) => {
    const [, index, name = ''] = /^(?:feed|entries\.(\d+))\.(.+)$/.exec(field) ?? [];
    const of: unknown = index === undefined ? feed : feed.items[Number(index)];
    return first(of, ...(TIME.test(name) ? ['isoDate', 'lastBuildDate', 'pubDate'] : (names[name] ?? [name])));
  };
}

function byFeedsmith(text: string): Read {
  const { feed } = parseFeed(text);
  const names: Readonly<Record<string, readonly string[]>> = {
    title: ['title', 'dc.titles.0'],
    link: ['link', 'links.0.href'],
    id: ['id', 'guid'],
    language: ['language', 'dc.languages.0'],
    subtitle: ['subtitle', 'description'],
    description: ['description', 'summary', 'content', 'subtitle'],
    summary: ['summary', 'description', 'content'],
    'content.0.value': ['content.encoded', 'content', 'description'],
    author: ['authors.0.name', 'authors.0', 'itunes.author', 'dc.creators.0'],
    published: ['published', 'pubDate', 'dc.dates.0'],
    updated: ['updated', 'lastBuildDate', 'dc.dates.0'],
  };
  return (field) => {
    const [, index, name = ''] = /^(?:feed|entries\.(\d+))\.(.+)$/.exec(field) ?? [];
    const of = index === undefined ? feed : itemOf(feed, Number(index));
    const plain = name.replace(/_parsed$/, '');
    return first(of, ...(names[plain] ?? [plain]));
  };
}

function itemOf(feed: object, index: number): unknown {
  const items: unknown = Reflect.get(feed, 'items') ?? Reflect.get(feed, 'entries');
  return Array.isArray(items) ? items[index] : null;
}

function plain(value: unknown): string {
  return String(value ?? '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function isMet(field: string, expected: unknown, got: unknown): boolean {
  if (TIME.test(field.split('.').at(-1) ?? ''))
    return (
      got !== null &&
      new Date(String(typeof got === 'number' ? new Date(got).toISOString() : got)).getTime() ===
        Date.parse(String(expected))
    );
  return got !== null && plain(got) === plain(expected);
}

const files = linesOf('feeds.jsonl', fileSchema).filter(
  (_, index) => values.half === undefined || (index % 2 === 0) === (values.half === 'even'),
);
const expectations = linesOf('expect.jsonl', expectationSchema).filter(
  ({ core, field }) => core || (values.all === true && /^(?:feed|entries)\./.test(field)),
);
const met = { ours: 0, rss: 0, smith: 0 };
const misses: string[] = [];
let count = 0;
let thrown = 0;
let read = 0;
let bytesRead = 0;
let took = 0;
for (const { file, base64 } of files) {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const started = performance.now();
  const outcome = await readFeed({ bytes, charset: null, address: null }).catch(() => {
    thrown++;
    return null;
  });
  took += performance.now() - started;
  bytesRead += bytes.length;
  if (outcome?.kind === 'feed') read++;
  const nothing: Read = () => null;
  const rss = await byRssParser(text).catch(() => nothing);
  const smith = await Promise.resolve(text)
    .then(byFeedsmith)
    .catch(() => nothing);
  const our = outcome?.kind === 'feed' ? ours(outcome.feed) : nothing;
  for (const { field, expected } of expectations.filter((one) => one.file === file)) {
    count++;
    if (isMet(field, expected, rss(field))) met.rss++;
    if (isMet(field, expected, smith(field))) met.smith++;
    if (isMet(field, expected, our(field))) met.ours++;
    else
      misses.push(
        `  ${file}  ${field}\n    wanted ${JSON.stringify(expected)?.slice(0, 200)}\n    got    ${JSON.stringify(our(field))?.slice(0, 200)}`,
      );
  }
}
const share = (number: number): string => `${((100 * number) / count).toFixed(1)} %`;
console.log(
  `feeds: ${share(met.ours)} of ${count} expectations  (rss-parser alone ${share(met.rss)}, feedsmith alone ${share(met.smith)})  files ${files.length}  read ${read}  thrown ${thrown}  ${((took * 1000) / bytesRead).toFixed(2)} ms a kB`,
);
if (values.misses === true) for (const miss of misses) console.log(miss);
