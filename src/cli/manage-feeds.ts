import { readFile, stat } from 'node:fs/promises';
import { feeds } from '../commands/feeds.ts';
import { formatLine } from '../commands/parse.ts';
import { decodeText } from '../lib/charset.ts';
import { systemClock } from '../lib/clock.ts';
import { canonicalUrl } from '../lib/url.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Reply } from '../platform/message.ts';
import { feedName } from '../sources/feeds/health.ts';
import { MAX_OPML_CHARACTERS, type OpmlFeed, readOpml, writeOpml } from '../sources/feeds/opml.ts';
import { showProgress } from './progress.ts';
import { channelIn, openTalk, showReply, type Talk } from './say.ts';
import { EXIT, type ExitCode, type Terminal, type VerbCall } from './verb.ts';

/** What can be done with the feeds of a Newsdesk. */
export const MANAGING = ['list', 'add', 'test', 'remove', 'pause', 'resume', 'import', 'export'] as const;
type Managing = (typeof MANAGING)[number];

export function isManaging(action: string): action is Managing {
  return MANAGING.some((known) => known === action);
}

/** Does in the running Newsdesk, where there is one, what `/news feeds` does in a chat. */
export async function manageFeeds(call: VerbCall, action: Managing, words: readonly string[]): Promise<ExitCode> {
  const { options, terminal, settings } = call;
  const channel = channelIn(options['in'], terminal);
  if (channel === null) return EXIT.usage;
  const [first] = words;
  if (first === undefined && action !== 'list' && action !== 'export') {
    const what = action === 'import' ? 'a file' : action === 'add' || action === 'test' ? 'an address' : 'a feed';
    terminal.err(`feeds ${action} needs ${what}. Example: newsdesk feeds ${EXAMPLES[action]}`);
    return EXIT.usage;
  }
  const list = action === 'import' && first !== undefined ? await readListFile(first) : null;
  if (list !== null && list.kind === 'refused') {
    terminal.err(`${first}: ${list.reason}`);
    return EXIT.usage;
  }
  const talk = await openTalk(settings().config, terminal.errIsTerminal);
  const asked: Asked = { talk, channel, terminal, isJson: options['json'] === true };
  try {
    if (list !== null) return await importList(asked, list.feeds, list.leftOut);
    const full = options['full'] === true ? { full: 'yes' } : {};
    switch (action) {
      case 'import':
      case 'list':
        return await listAll(asked);
      case 'export':
        return await sayAll(asked, [formatLine(feeds.spec, { what: action })]);
      case 'add':
      case 'test':
        return await sayAll(
          asked,
          words.map((feed) => formatLine(feeds.spec, { what: action, feed, ...full })),
        );
      case 'remove':
      case 'pause':
      case 'resume':
        return await sayAll(asked, [formatLine(feeds.spec, { what: action, feed: words.join(' ') })]);
    }
  } finally {
    await talk.close();
  }
}

const EXAMPLES = {
  add: 'add bbc.co.uk/news',
  test: 'test bbc.co.uk/news',
  remove: 'remove BBC News',
  pause: 'pause BBC News',
  resume: 'resume BBC News',
  import: 'import config/feeds.opml',
} as const;

type Asked = {
  readonly talk: Talk;
  readonly channel: ChannelAddress;
  readonly terminal: Terminal;
  readonly isJson: boolean;
};

/** Says a line and shows the answer; null where nobody answered. */
async function sayOne({ talk, channel, terminal, isJson }: Asked, line: string): Promise<Reply | null> {
  const reply = await talk.say({ line, channel, file: null });
  if (typeof reply === 'string') {
    terminal.err(reply);
    return null;
  }
  if (isJson) terminal.out(JSON.stringify(reply));
  else showReply(reply, terminal);
  return reply;
}

async function sayAll(asked: Asked, lines: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  for (const line of lines) {
    const reply = await sayOne(asked, line);
    if (reply === null) return EXIT.unable;
    if (!reply.ok) code = EXIT.partly;
  }
  return code;
}

/** A terminal has room for every page. */
async function listAll(asked: Asked): Promise<ExitCode> {
  for (let line: string | undefined = '/news feeds list'; line !== undefined; ) {
    const reply: Reply | null = await sayOne(asked, line);
    if (reply === null) return EXIT.unable;
    line = reply.actions.find(({ label }) => label === 'Next')?.command;
  }
  return EXIT.ok;
}

async function readListFile(path: string): Promise<ReturnType<typeof readOpml>> {
  try {
    const { size } = await stat(path);
    if (size > MAX_OPML_CHARACTERS) return { kind: 'refused', reason: `It is too large: ${size} bytes.` };
    return readOpml(decodeText(await readFile(path), null));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { kind: 'refused', reason: code === 'ENOENT' ? 'There is no such file.' : `It cannot be read (${code}).` };
  }
}

/** So many feeds go over at a time, so that progress is seen and no call takes long. */
const AT_ONCE = 25;

/** Adds what a list names and tells, feed by feed, what was not taken. What is there before and after says what was added. */
async function importList(asked: Asked, listed: readonly OpmlFeed[], unread: readonly string[]): Promise<ExitCode> {
  const { talk, channel, terminal } = asked;
  const before = await addressesThere(asked);
  if (before === null) return EXIT.unable;
  const missing = listed.filter((feed) => !before.has(keyOf(feed)));
  const progress = showProgress(terminal, missing.length);
  for (let from = 0; from < missing.length; from += AT_ONCE) {
    const part = missing.slice(from, from + AT_ONCE);
    const file = writeOpml('Feeds', part, systemClock());
    const reply = await talk.say({ line: '/news import', channel, file });
    if (typeof reply === 'string') {
      terminal.err(reply);
      return EXIT.unable;
    }
    for (const feed of part) progress.step(feedName(feed));
  }
  progress.end();
  const after = await addressesThere(asked);
  if (after === null) return EXIT.unable;
  const added = missing.filter((feed) => after.has(keyOf(feed)));
  const leftOut = [
    ...unread,
    ...missing.filter((feed) => !after.has(keyOf(feed))).map((feed) => `“${feedName(feed)}” was not taken.`),
  ];
  tellImport(asked, { added, there: listed.length - missing.length, leftOut });
  return leftOut.length === 0 ? EXIT.ok : EXIT.partly;
}

function keyOf({ address }: OpmlFeed): string {
  return canonicalUrl(address) ?? address;
}

/** The addresses of the feeds that the workspace has; null, with the reason said, where nobody answered. */
async function addressesThere({ talk, channel, terminal }: Asked): Promise<ReadonlySet<string> | null> {
  const reply = await talk.say({ line: '/news feeds export', channel, file: null });
  if (typeof reply === 'string') {
    terminal.err(reply);
    return null;
  }
  const reading = reply.file === undefined ? null : readOpml(reply.file.text);
  return new Set(reading?.kind === 'list' ? reading.feeds.map(keyOf) : []);
}

type Import = { readonly added: readonly OpmlFeed[]; readonly there: number; readonly leftOut: readonly string[] };

function tellImport({ terminal, isJson }: Asked, { added, there, leftOut }: Import): void {
  if (isJson) {
    terminal.out(JSON.stringify({ added: added.map(({ address }) => address), there, leftOut }));
    return;
  }
  for (const feed of added) terminal.out(`+ ${feedName(feed)} <${feed.address}>`);
  for (const line of leftOut) terminal.err(`! ${line}`);
  terminal.out(`${added.length} added, ${there} there already, ${leftOut.length} left out.`);
}
