import type { Config } from '../config.ts';
import { localAddress } from '../lib/url.ts';
import { channelKey } from '../platform/channel.ts';
import type { Reply } from '../platform/message.ts';
import { replySchema } from '../platform/schemas.ts';
import { PREVIEW_CHANNEL } from '../platforms.ts';
import { StoreError } from '../store/store.ts';
import { openApp } from './open-app.ts';
import { renderReply } from './render-reply.ts';
import { EXIT, type Verb } from './verb.ts';

const ANSWER_MS = 30_000;

export const say: Verb = {
  name: 'say',
  usage: '"/news …" [--json]',
  summary: 'Does what a chat command does, from the terminal; in the running Newsdesk where there is one.',
  example: 'npx newsdesk say "/news topics"',
  options: { json: { type: 'boolean' } },
  optionHelp: { json: 'the answer as one JSON object, for programs' },
  async run({ words, options, terminal, settings }) {
    const line = words.join(' ');
    if (line.trim() === '') {
      terminal.err('say needs a command. Example: newsdesk say "/news help"');
      return EXIT.usage;
    }
    const { config } = settings();
    const reply = await sayAnywhere(config, line, terminal.errIsTerminal);
    if (typeof reply === 'string') {
      terminal.err(reply);
      return EXIT.unable;
    }
    if (options['json'] === true) terminal.out(JSON.stringify(reply));
    else for (const text of renderReply(reply, terminal.outIsTerminal)) terminal.out(text);
    return reply.ok ? EXIT.ok : EXIT.partly;
  },
};

/** The answer of the running Newsdesk if the store is in use by one, else our own; a sentence where neither can be had. */
async function sayAnywhere(config: Config, line: string, isTerminal: boolean): Promise<Reply | string> {
  try {
    return await sayHere(config, line, isTerminal);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'in-use') throw error;
    return sayThere(config, line);
  }
}

async function sayHere(config: Config, line: string, isTerminal: boolean): Promise<Reply> {
  // What a command plans is posted by the next start: nobody watches the channel now.
  const app = await openApp(config, { print: () => {}, colours: false }, isTerminal, () => {});
  try {
    return await app.say(line, PREVIEW_CHANNEL);
  } finally {
    await app.stop();
  }
}

async function sayThere(config: Config, line: string): Promise<Reply | string> {
  // Not PUBLIC_URL: it is the same machine, and the way around may ask for a password.
  const address = localAddress(config.host, config.port);
  const url = new URL(`${address}/channels/${encodeURIComponent(channelKey(PREVIEW_CHANNEL))}/say?part=json`);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { origin: url.origin },
      body: new URLSearchParams({ line }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const reply = replySchema.safeParse(await response.json());
    if (reply.success) return reply.data;
  } catch {
    // Said below: whatever the reason, nobody answered.
  }
  return `The store is in use by another Newsdesk, which does not answer at ${address}. Set HOST and PORT as for that one, or stop it.`;
}
