import { createDiscord } from '../../../adapters/discord/platform.ts';
import { type Clock, instant } from '../../../src/lib/clock.ts';
import type { Log } from '../../../src/lib/log.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import type { CommandSpec } from '../../../src/platform/command.ts';
import type { Caller, Choice, Form, Host } from '../../../src/platform/host.ts';
import type { Live } from '../../../src/platform/live.ts';
import type { Reply } from '../../../src/platform/message.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import type { DiscordServer, DiscordServerOptions, Guild, Permission } from '../../support/discord/control.ts';
import { openDiscordServer } from '../../support/discord/server.ts';

/** What a bot that was invited as our link asks may do. */
export const INVITED: readonly Permission[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'SEND_MESSAGES_IN_THREADS',
  'EMBED_LINKS',
  'READ_MESSAGE_HISTORY',
  'CREATE_PUBLIC_THREADS',
];

/** How long a test waits for what comes by itself; the machine may be busy. */
export const PATIENT = { timeout: 15_000 };

/** One line that was logged. */
type Logged = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
};

/** A Newsdesk on a Discord of its own. */
export type Bench = {
  readonly server: DiscordServer;
  readonly guild: Guild;
  /** A text channel. */
  readonly channelId: string;
  readonly channel: ChannelAddress;
  readonly platform: Platform;
  readonly live: Live;
  readonly host: FakeDesk;
  /** The server's time. */
  readonly clock: Clock;
  readonly lines: Map<string, string>;
  readonly logged: readonly Logged[];
  at(channelId: string): ChannelAddress;
  close(): Promise<void>;
};

/** A desk that writes down what it was asked and answers as it is told. */
export type FakeDesk = Host & {
  readonly said: { readonly line: string; readonly caller: Caller }[];
  readonly ran: {
    readonly command: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly caller: Caller;
  }[];
  readonly changed: string[];
  /** Why commands are taken no more. */
  readonly losses: string[];
  answer: (caller: Caller) => Promise<Reply>;
  choices: readonly Choice[];
  formFor: (line: string) => Form | null;
};

export const SPECS: readonly CommandSpec[] = [
  {
    name: 'watch',
    description: 'Follow a topic',
    example: '/news watch ferries',
    options: [
      { name: 'topic', description: 'What to watch for', required: true, type: 'text', suggest: 'topic', named: false },
      { name: 'channel', description: 'Where', required: false, type: 'channel' },
      { name: 'as', description: 'How', required: false, type: 'choice', choices: ['alerts', 'digest', 'both'] },
      { name: 'mention', description: 'Whom to ring', required: false, type: 'role' },
      { name: 'backfill', description: 'How many that are known', required: false, type: 'integer', min: 0, max: 5 },
    ],
  },
  {
    name: 'import',
    description: 'Read topics from a file',
    example: '/news import',
    options: [{ name: 'file', description: 'The file', required: true, type: 'file' }],
  },
  {
    name: 'why',
    description: 'Why a message was posted',
    example: '/news why s-1',
    options: [{ name: 'story', description: 'A story', required: true, type: 'text', suggest: 'story', named: false }],
  },
  { name: 'help', description: 'What there is', example: '/news help', options: [] },
];

export function fakeDesk(): FakeDesk {
  const desk: FakeDesk = {
    specs: SPECS,
    said: [],
    ran: [],
    changed: [],
    losses: [],
    answer: async () => ({ ok: true, title: 'Done', blocks: [], actions: [] }),
    choices: [],
    formFor: () => null,
    run(command, options, caller) {
      desk.ran.push({ command, options, caller });
      return desk.answer(caller);
    },
    say(line, caller) {
      desk.said.push({ line, caller });
      return desk.answer(caller);
    },
    form: (line) => desk.formFor(line),
    suggest: async () => desk.choices,
    home: async () => ({ ok: true, title: 'Home', blocks: [], actions: [] }),
    accessChanged: ({ workspace }) => desk.changed.push(workspace),
    lost: (_platform, reason) => desk.losses.push(reason),
  };
  return desk;
}

/** A Newsdesk of its own on a server, as after a restart; not connected. `apiUrl` leads it elsewhere. */
export function newsdeskOn(server: DiscordServer, apiUrl: string = server.apiUrl, token: string = server.token) {
  const clock: Clock = () => {
    const now = instant(server.now());
    if (now === null) throw new Error('the server has no time');
    return now;
  };
  const lines = new Map<string, string>();
  const logged: Logged[] = [];
  const discord = createDiscord({
    token,
    apiUrl,
    clock,
    log: logInto(logged),
    lines: {
      async save(id, line) {
        lines.set(id, line);
      },
      load: async (id) => lines.get(id) ?? null,
    },
  });
  return { ...discord, clock, lines, logged };
}

export type BenchOptions = {
  readonly bot?: readonly Permission[];
  /** False: the gateway is not connected, and everything is asked over REST. */
  readonly connected?: boolean;
  readonly server?: DiscordServerOptions;
};

export async function openBench({
  bot = INVITED,
  connected = true,
  server: options = {},
}: BenchOptions = {}): Promise<Bench> {
  const server = await openDiscordServer(options);
  const guild = server.world.addGuild({ name: 'Newsroom', bot });
  const channelId = server.world.addChannel(guild.id, { kind: 'text', name: 'news' });
  const at = (id: string) => ({ platform: 'discord', workspace: guild.id, channel: id });
  const { platform, live, clock, lines, logged } = newsdeskOn(server);
  const host = fakeDesk();
  if (connected) {
    const outcome = await live.connect(host);
    if (outcome.kind === 'failed') throw new Error(outcome.reason);
  }
  return {
    server,
    guild,
    channelId,
    channel: at(channelId),
    platform,
    live,
    host,
    clock,
    lines,
    logged,
    at,
    async close() {
      await live.disconnect();
      await server.close();
    },
  };
}

function logInto(logged: Logged[]): Log {
  const at = (level: Logged['level']) => (fields: object, message: string) => {
    logged.push({ level, fields, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Text as people read it: the backslashes that keep Discord from taking a character for a mark are not shown. */
export function shown(text: string): string {
  return text.replace(/\\([^\p{L}\p{N}\s])/gu, '$1');
}
