/**
 * How much of what other parsers' suites expect of feeds is read: `node bench/quality/feeds.ts DATA_FOLDER [--errors] [--half fit|held]`.
 *
 * Measure: the share of the `core` expectations that are met: equal as text, with characters unescaped, tags off and spaces folded; moments by their
 * time. Beside ours, what rss-parser and feedsmith read by themselves. Intervals are a bootstrap over files.
 */
import { parseFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { z } from 'zod';
import type { FeedDocument } from '../../src/sources/feeds/document.ts';
import { readFeed } from '../../src/sources/feeds/parse.ts';
import { rows } from './labelled.ts';
import { type Baseline, interval, isInHalf, type Options, runMeasures, type Taken } from './measure.ts';

const fileSchema = z.object({ file: z.string(), base64: z.string() });
const expectationSchema = z.object({
  file: z.string(),
  field: z.string(),
  op: z.string(),
  expected: z.unknown(),
  core: z.boolean(),
});
type Read = (field: string) => unknown;

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

type Expectation = z.infer<typeof expectationSchema>;
type FileRead = {
  readonly count: number;
  readonly met: { readonly ours: number; readonly rss: number; readonly smith: number };
  readonly misses: readonly string[];
  readonly kind: 'thrown' | 'read' | 'refused';
};

/** Reads every feed file of the data. */
export async function measureFeeds({ folder, half }: Options): Promise<Taken> {
  const expectations = Map.groupBy(
    rows(folder, 'feeds/expect.jsonl', expectationSchema).filter(({ core }) => core),
    ({ file }) => file,
  );
  const files: FileRead[] = [];
  for (const { file, base64 } of rows(folder, 'feeds/feeds.jsonl', fileSchema)) {
    if (!isInHalf(file, half)) continue;
    files.push(await readFile(Buffer.from(base64, 'base64'), expectations.get(file) ?? []));
  }
  const share = (reader: keyof FileRead['met']) => (sample: readonly FileRead[]) =>
    sample.reduce((sum, { met }) => sum + met[reader], 0) /
    Math.max(
      1,
      sample.reduce((sum, { count }) => sum + count, 0),
    );
  const baselines: Baseline[] = [
    { name: 'feedsmith', value: share('smith')(files) },
    { name: 'rss-parser', value: share('rss')(files) },
  ];
  const countOf = (kind: FileRead['kind']) => files.filter((file) => file.kind === kind).length;
  return {
    measures: [
      {
        name: 'feeds: expectations met',
        ours: share('ours')(files),
        interval: interval(files, share('ours')),
        baselines,
        goal: 0.9,
        sense: 'most',
      },
    ],
    details: [
      `feeds: ${files.length} files, ${countOf('read')} read, ${countOf('refused')} are no feeds, ${countOf('thrown')} thrown`,
    ],
    errors: () => ['\n== feeds', ...files.flatMap(({ misses }) => misses)],
  };
}

async function readFile(bytes: Buffer, expectations: readonly Expectation[]): Promise<FileRead> {
  const nothing: Read = () => null;
  const text = bytes.toString('utf8');
  const outcome = await readFeed({ bytes, charset: null, address: null }).catch(() => null);
  const our = outcome?.kind === 'feed' ? ours(outcome.feed) : nothing;
  const rss = await byRssParser(text).catch(() => nothing);
  const smith = await Promise.resolve(text)
    .then(byFeedsmith)
    .catch(() => nothing);
  const countMet = (read: Read) =>
    expectations.filter(({ field, expected }) => isMet(field, expected, read(field))).length;
  return {
    count: expectations.length,
    met: { ours: countMet(our), rss: countMet(rss), smith: countMet(smith) },
    misses: expectations
      .filter(({ field, expected }) => !isMet(field, expected, our(field)))
      .map(
        ({ file, field, expected }) =>
          `  ${file}  ${field}\n    wanted ${JSON.stringify(expected)?.slice(0, 200)}\n    got    ${JSON.stringify(our(field))?.slice(0, 200)}`,
      ),
    kind: outcome === null ? 'thrown' : outcome.kind === 'feed' ? 'read' : 'refused',
  };
}

if (import.meta.main) await runMeasures([measureFeeds]);
