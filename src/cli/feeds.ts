import { readFile, stat } from 'node:fs/promises';
import { allowList } from '../config.ts';
import { SECOND_MS, toIso } from '../lib/clock.ts';
import { nearest } from '../lib/nearest.ts';
import { openNet } from '../lib/net/net.ts';
import type { Net } from '../lib/net/outcome.ts';
import { type FeedDocument, type FeedItem, type FeedOutcome, MAX_FEED_BYTES } from '../sources/feeds/document.ts';
import { readFeed } from '../sources/feeds/parse.ts';
import { isManaging, MANAGING, manageFeeds } from './manage-feeds.ts';
import { showProgress } from './progress.ts';
import { EXIT, type ExitCode, type Terminal, type Verb, type VerbCall } from './verb.ts';

const ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1';
const MAX_FETCH_MS = 60 * SECOND_MS;

export const feeds: Verb = {
  name: 'feeds',
  usage: 'ACTION [FEED|FILE…] [--in CHANNEL] [--full] [--json]',
  summary:
    'Lists, adds, tests, removes, pauses, resumes, imports or exports feeds; `feeds read` only shows what is understood of some.',
  example: 'npx newsdesk feeds add bbc.co.uk/news',
  options: { json: { type: 'boolean' }, in: { type: 'string' }, full: { type: 'boolean' } },
  optionHelp: {
    in: 'for the workspace of this channel, PLATFORM:WORKSPACE:CHANNEL; otherwise the preview’s',
    full: 'with add: the pages of its items are read as well',
    json: 'JSON objects, one a line, for programs',
  },
  async run(call) {
    const [action = 'list', ...places] = call.words;
    if (action === 'read') return read(call, places);
    return isManaging(action) ? manageFeeds(call, action, places) : refuse(call.terminal, action);
  },
};

function refuse(terminal: Terminal, action: string): ExitCode {
  const actions = ['read', ...MANAGING];
  const near = nearest(action, actions);
  terminal.err(
    `feeds cannot "${action}".${near === null ? '' : ` Did you mean "${near}"?`} It takes ${actions.join(', ')}.`,
  );
  return EXIT.usage;
}

async function read({ options, terminal, settings }: VerbCall, places: readonly string[]): Promise<ExitCode> {
  if (places.length === 0) {
    terminal.err('feeds read needs at least one file or address. Example: newsdesk feeds read feed.xml');
    return EXIT.usage;
  }
  let code: ExitCode = EXIT.ok;
  let net: Net | null = null;
  const progress = showProgress(terminal, places.length);
  for (const place of places) {
    progress.step(place);
    const isAddress = /^https?:\/\//i.test(place);
    if (isAddress) net ??= openNet({ userAgent: 'Newsdesk', allow: allowList(settings().config.feedsAllow) });
    const outcome = isAddress && net !== null ? await readAddress(net, place) : await readFileAt(place);
    if (outcome.kind === 'unopened') code = EXIT.partly;
    if (options['json'] === true) terminal.out(JSON.stringify(jsonOf(place, outcome)));
    else if (outcome.kind === 'feed') for (const line of linesOf(place, outcome.feed)) terminal.out(line);
    else terminal.err(`${place}: ${outcome.reason}`);
  }
  progress.end();
  await net?.close();
  return code;
}

type Outcome =
  | FeedOutcome
  /** The file is not there, or cannot be read: the call is wrong, and not the feed. */
  | { readonly kind: 'unopened'; readonly reason: string };

async function readAddress(net: Net, address: string): Promise<Outcome> {
  const answer = await net.get(address, {
    accept: ACCEPT,
    maxBytes: MAX_FEED_BYTES,
    totalMs: MAX_FETCH_MS,
    etag: null,
    lastModified: null,
  });
  switch (answer.kind) {
    case 'body':
      return readFeed({ bytes: answer.bytes, charset: answer.charset, address: answer.address });
    case 'not-modified':
      return {
        kind: 'refused',
        reason: 'The server says that nothing changed, although it was asked for the feed itself.',
      };
    case 'failed':
      return { kind: 'refused', reason: answer.sentence };
  }
}

async function readFileAt(file: string): Promise<Outcome> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return { kind: 'unopened', reason: 'It is not a file.' };
    if (found.size > MAX_FEED_BYTES) {
      const most = MAX_FEED_BYTES / 1024 / 1024;
      return {
        kind: 'refused',
        reason: `It has ${Math.ceil(found.size / 1024 / 1024)} MB; a feed has at most ${most}.`,
      };
    }
    return await readFeed({ bytes: await readFile(file), charset: null, address: null });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    return {
      kind: 'unopened',
      reason: reason === 'ENOENT' ? 'There is no such file.' : `It cannot be read (${reason}).`,
    };
  }
}

function jsonOf(file: string, outcome: Outcome) {
  if (outcome.kind !== 'feed') return { file, ok: false, error: outcome.reason, feed: null, items: [] };
  const { title, link, language, description, items } = outcome.feed;
  return { file, ok: true, error: null, feed: { title, link, language, description }, items: items.map(jsonOfItem) };
}

function jsonOfItem({ id, title, url, publishedAt, updatedAt, author, summary, text }: FeedItem) {
  const published = publishedAt === null ? null : toIso(publishedAt);
  const updated = updatedAt === null ? null : toIso(updatedAt);
  return { id, title, url, publishedAt: published, updatedAt: updated, author, summary, text };
}

function linesOf(place: string, feed: FeedDocument): readonly string[] {
  const language = feed.language === null ? '' : ` · ${feed.language}`;
  return [
    place,
    `  ${feed.title ?? 'no title'} · ${feed.items.length} ${feed.items.length === 1 ? 'item' : 'items'}${language}`,
    ...feed.items.map(({ title, url, publishedAt }) => {
      const time = publishedAt === null ? 'no time' : toIso(publishedAt).slice(0, 16);
      return `  ${time}  ${title ?? 'no title'}  ${url ?? ''}`.trimEnd();
    }),
  ];
}
