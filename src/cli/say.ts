import { readFile, stat } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { askRunning } from '../control.ts';
import { localAddress } from '../lib/url.ts';
import { type ChannelAddress, channelKey, parseChannelKey } from '../platform/channel.ts';
import { MAX_FILE_CHARACTERS } from '../platform/command.ts';
import type { Reply } from '../platform/message.ts';
import { channelAddressSchema, replySchema } from '../platform/schemas.ts';
import { PREVIEW_CHANNEL } from '../platforms.ts';
import { StoreError } from '../store/store.ts';
import { openApp } from './open-app.ts';
import { renderReply } from './render-reply.ts';
import { EXIT, type Terminal, type Verb } from './verb.ts';

const ANSWER_MS = 30_000;

export const say: Verb = {
  name: 'say',
  usage: '"/news …" [--in CHANNEL] [--file FILE] [--json]',
  summary: 'Does what a chat command does, from the terminal; in the running Newsdesk where there is one.',
  example: 'npx newsdesk say "/news topics"',
  options: { in: { type: 'string' }, file: { type: 'string' }, json: { type: 'boolean' } },
  optionHelp: {
    in: `as somebody in this channel, PLATFORM:WORKSPACE:CHANNEL; otherwise ${channelKey(PREVIEW_CHANNEL)}`,
    file: 'a file that the command takes, as /news import does',
    json: 'the answer as one JSON object, for programs',
  },
  async run({ words, options, terminal, settings }) {
    const line = words.join(' ');
    if (line.trim() === '') {
      terminal.err('say needs a command. Example: newsdesk say "/news help"');
      return EXIT.usage;
    }
    const channel = channelIn(options['in'], terminal);
    if (channel === null) return EXIT.usage;
    const path = options['file'];
    const file = typeof path === 'string' ? await readFileText(path) : null;
    if (file !== null && !file.ok) {
      terminal.err(file.problem);
      return EXIT.usage;
    }
    const { config } = settings();
    const order = { line, channel, file: file === null ? null : file.text };
    const reply = await sayAnywhere(config, order, terminal.errIsTerminal);
    if (typeof reply === 'string') {
      terminal.err(reply);
      return EXIT.unable;
    }
    if (options['json'] === true) terminal.out(JSON.stringify(reply));
    else showReply(reply, terminal);
    return reply.ok ? EXIT.ok : EXIT.partly;
  },
};

export const orderSchema = z.object({
  line: z.string(),
  channel: channelAddressSchema,
  file: z.string().nullable(),
});

/** What is said, where, and the text of the file that comes with it. */
export type Order = { readonly line: string; readonly channel: ChannelAddress; readonly file: string | null };

type FileText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

async function readFileText(path: string): Promise<FileText> {
  try {
    const { size } = await stat(path);
    if (size > 4 * MAX_FILE_CHARACTERS) return { ok: false, problem: `${path} is too large: ${size} bytes.` };
    return { ok: true, text: await readFile(path, 'utf8') };
  } catch (error) {
    return {
      ok: false,
      problem: `${path} cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`,
    };
  }
}

const PLATFORMS: readonly string[] = ['preview', 'discord', 'slack'];

/** The channel that `--in` names, the terminal's own where it names none; null, with what is wrong said, where it is no channel. */
export function channelIn(given: string | boolean | undefined, terminal: Terminal): ChannelAddress | null {
  if (typeof given !== 'string') return PREVIEW_CHANNEL;
  const channel = parseChannelKey(given);
  if (channel !== null && PLATFORMS.includes(channel.platform)) return channel;
  terminal.err('--in needs a channel as PLATFORM:WORKSPACE:CHANNEL, with the ids that the platform gives them.');
  terminal.err(`PLATFORM is one of ${PLATFORMS.join(', ')}. Example: --in ${channelKey(PREVIEW_CHANNEL)}`);
  return null;
}

/** A file that comes with the answer has `out` for itself, so that `say "/news export" > topics.yaml` keeps just that. */
export function showReply(reply: Reply, terminal: Terminal): void {
  const { file } = reply;
  const tell = file === undefined ? terminal.out : terminal.err;
  for (const text of renderReply(reply, file === undefined ? terminal.outIsTerminal : terminal.errIsTerminal))
    tell(text);
  if (file !== undefined) terminal.out(file.text.replace(/\n$/, ''));
}

/** The answer of the running Newsdesk if the store is in use by one, else our own; a sentence where neither can be had. */
async function sayAnywhere(config: Config, order: Order, isTerminal: boolean): Promise<Reply | string> {
  const talk = await openTalk(config, isTerminal);
  try {
    return await talk.say(order);
  } finally {
    await talk.close();
  }
}

/** Commands one after another to one Newsdesk. */
export type Talk = {
  /** The answer, or a sentence where none can be had. */
  say(order: Order): Promise<Reply | string>;
  close(): Promise<void>;
};

/** Talks to the running Newsdesk if the store is in use by one, else to our own. Throws `StoreError` where the store cannot be opened. */
export async function openTalk(config: Config, isTerminal: boolean): Promise<Talk> {
  try {
    // What a command plans is posted by the next start: nobody watches the channel now.
    const app = await openApp(config, { print: () => {}, colours: false }, isTerminal, () => {});
    return { say: ({ line, channel, file }) => app.say(line, channel, file), close: () => app.stop() };
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'in-use') throw error;
    return { say: (order) => sayThere(config, order), close: async () => {} };
  }
}

async function sayThere(config: Config, order: Order): Promise<Reply | string> {
  const { line, channel, file } = order;
  const answer = await askRunning(config.storeUrl, '/say', JSON.stringify(order));
  if (answer !== null) {
    const reply = replySchema.safeParse(await json(answer));
    if (reply.success) return reply.data;
  }
  // Not PUBLIC_URL: it is the same machine, and the way around may ask for a password.
  const address = localAddress(config.host, config.port);
  const url = new URL(`${address}/channels/${encodeURIComponent(channelKey(channel))}/say?part=json`);
  const body = new FormData();
  body.set('line', line);
  if (file !== null) body.set('file', file);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { origin: url.origin },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    // Pages ask nobody who they are, so that they speak for the channels that they show and for no others.
    if (response.status === 404) {
      return `The running Newsdesk at ${address} has no page for ${channelKey(channel)}. Say it in a channel that has one, or stop Newsdesk first.`;
    }
    const reply = replySchema.safeParse(await response.json());
    if (reply.success) return reply.data;
  } catch {
    // Said below: whatever the reason, nobody answered.
  }
  return `The store is in use by another Newsdesk, which does not answer at ${address}. Set HOST and PORT as for that one, or stop it.`;
}
