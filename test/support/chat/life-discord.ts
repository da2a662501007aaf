import { markIn, markOf } from '../../../adapters/discord/mark.ts';
import { createDiscord } from '../../../adapters/discord/platform.ts';
import { renderEdit } from '../../../adapters/discord/render.ts';
import { silentLog } from '../../../src/lib/log.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import { OWNER_CHANNEL } from '../../../src/platform/channel.ts';
import type { DiscordServerOptions, Permission, RestFault, Route, SeenMessage } from '../discord/control.ts';
import { openDiscordServer } from '../discord/server.ts';
import type { Act, Held, LifeChat } from './life.ts';

const BOT: readonly Permission[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'READ_MESSAGE_HISTORY',
  'CREATE_PUBLIC_THREADS',
  'SEND_MESSAGES_IN_THREADS',
];
const TAKEN: readonly Permission[] = [
  'SEND_MESSAGES',
  'VIEW_CHANNEL',
  'EMBED_LINKS',
  'READ_MESSAGE_HISTORY',
  'CREATE_PUBLIC_THREADS',
  'SEND_MESSAGES_IN_THREADS',
];
const ROUTES: Readonly<Record<Act, readonly (Route | '*')[]>> = {
  post: ['POST /channels/:channel/messages', 'POST /channels/:channel/threads', '*'],
  reply: ['POST /channels/:channel/messages', 'POST /channels/:channel/messages/:message/threads', '*'],
  edit: ['PATCH /channels/:channel/messages/:message', '*'],
  find: ['GET /channels/:channel/messages', 'GET /guilds/:guild/threads/active', '*'],
  inspect: ['*'],
};
const FAULTS: readonly RestFault[] = [
  { kind: 'reset', accepted: true },
  { kind: 'reset', accepted: false },
  { kind: 'closed', accepted: true },
  { kind: 'closed', accepted: false },
  { kind: 'status', status: 500, accepted: true },
  { kind: 'status', status: 502, accepted: true },
  { kind: 'status', status: 503 },
  { kind: 'cut' },
  { kind: 'limited', scope: 'user', retryAfterSeconds: 0.05 },
  { kind: 'limited', scope: 'shared', retryAfterSeconds: 0.05 },
  { kind: 'limited', scope: 'global', retryAfterSeconds: 0.05 },
];

/** A local Discord at a time: channels of every kind that alerts go to. */
export async function openDiscordLife(startMs: number, options: DiscordServerOptions = {}): Promise<LifeChat> {
  const server = await openDiscordServer(options);
  const { world } = server;
  server.advance(startMs - server.now());
  const owner = world.addPerson('Olga');
  const guild = world.addGuild({ name: 'Desk', owner, bot: BOT });
  const elsewhere = world.addGuild({ name: 'Elsewhere', owner: world.addPerson('Ole'), bot: BOT });
  const address = (workspace: string, channel: string): ChannelAddress => ({ platform: 'discord', workspace, channel });
  const text = world.addChannel(guild.id, { kind: 'text', name: 'news' });
  const forum = world.addChannel(guild.id, { kind: 'forum', name: 'stories', tags: ['boats', 'other'] });
  const announcements = world.addChannel(guild.id, { kind: 'announcement', name: 'told' });
  const parent = world.addChannel(guild.id, { kind: 'text', name: 'talk' });
  const thread = world.addThread(parent, { name: 'news here', person: owner });
  const abroad = world.addChannel(elsewhere.id, { kind: 'text', name: 'news' });
  const quiet = world.addChannel(elsewhere.id, { kind: 'text', name: 'quiet' });
  const places = [text, forum, announcements, parent, abroad];
  const channels = [
    ...[text, forum, announcements, thread].map((id) => address(guild.id, id)),
    address(elsewhere.id, abroad),
  ];
  const lines = new Map<string, string>();
  let isOut = false;

  const heldIn = (id: string, at: ChannelAddress, under: string | null): readonly Held[] =>
    server
      .messages(id)
      .filter(({ authorId }) => authorId === server.botId)
      .flatMap((message) => [
        heldOf(message, at, under ?? (message.replyTo === null ? null : message.replyTo)),
        ...(message.threadId === null || message.threadId === id ? [] : heldIn(message.threadId, at, message.id)),
      ]);

  function held(): readonly Held[] {
    return [
      ...channels.flatMap((at) => (at.channel === forum ? postsIn(at) : heldIn(at.channel, at, null))),
      ...heldIn(quiet, address(elsewhere.id, quiet), null),
      ...[guild, elsewhere].flatMap(({ id, ownerId }) => {
        const dm = world.dmChannel(ownerId);
        return dm === null ? [] : heldIn(dm, address(id, OWNER_CHANNEL), null);
      }),
    ];
  }

  /** A post of a forum is a thread, whose first message has its id. */
  function postsIn(at: ChannelAddress): readonly Held[] {
    return server.threads(forum).flatMap((post) => {
      const [first, ...replies] = heldIn(post, at, null);
      return [...(first === undefined ? [] : [first]), ...replies.map((reply) => ({ ...reply, thread: post }))];
    });
  }

  return {
    channels,
    untouched: address(elsewhere.id, quiet),
    environment: { DISCORD_TOKEN: server.token, DISCORD_API_URL: server.apiUrl },
    each: (fate) =>
      server.faults.each((route) => {
        const when = fate(route);
        return when === null ? null : { kind: 'silent', accepted: when === 'after' };
      }),
    open(clock) {
      const { platform, live } = createDiscord({
        token: server.token,
        apiUrl: server.apiUrl,
        clock,
        log: silentLog,
        lines: { save: async (id, line) => void lines.set(id, line), load: async (id) => lines.get(id) ?? null },
      });
      return { platform, live, transcript: null };
    },
    forward: (ms) => server.advance(ms),
    strike: (dice, act) => server.faults.next(dice.one(ROUTES[act]), dice.one(FAULTS)),
    spare: () => server.faults.clear(),
    meddle(dice) {
      const place = dice.one(places);
      const role = place === abroad ? elsewhere.botRoleId : guild.botRoleId;
      const deeds: readonly (() => void)[] = [
        () => world.setOverwrites(place, [{ id: role, kind: 'role', deny: [dice.one(TAKEN)] }]),
        () => world.setOverwrites(place, []),
        () => world.setOverwrites(place, []),
        () => {
          isOut = !isOut;
          if (isOut) world.kickBot(guild.id);
          else world.inviteBot(guild.id, BOT);
        },
        () => world.setThread(thread, { archived: true, locked: dice.chance(0.5) }),
        () => world.setThread(thread, { archived: false, locked: false }),
        () => {
          for (const post of server.threads(forum)) world.setThread(post, { archived: true });
        },
        () => {
          for (let n = dice.chance(0.1) ? 600 : 3; n > 0; n--) world.say(owner, place === forum ? text : place, 'Hm.');
        },
      ];
      dice.one(deeds)();
    },
    drop(dice) {
      if (dice.chance(0.5)) server.gateway.drop();
      else server.gateway.askReconnect();
    },
    remove: ({ id }) => world.deleteMessage(id),
    calm() {
      server.faults.clear();
      if (isOut) world.inviteBot(guild.id, BOT);
      isOut = false;
      for (const place of places) world.setOverwrites(place, []);
      world.setThread(thread, { archived: false, locked: false });
    },
    label: markOf,
    print: (message) => printOf(renderEdit(message, null).body),
    held,
    problems: () => server.problems,
    close: () => server.close(),
  };
}

function heldOf(message: SeenMessage, channel: ChannelAddress, thread: string | null): Held {
  const { id, embeds } = message;
  const url = embeds[0]?.['url'];
  const label = markIn(typeof url === 'string' ? url : null) ?? '';
  return { id, channel, label, thread, print: printOf(message) };
}

/** Embeds and buttons without the mark, and without what Discord adds. */
function printOf({
  embeds,
  components,
}: {
  readonly embeds: readonly object[];
  readonly components: readonly unknown[];
}) {
  const unmarked = embeds.map((embed) =>
    'url' in embed && markIn(String(embed.url)) !== null ? { ...embed, url: undefined } : embed,
  );
  return JSON.stringify([unmarked, components], (key, value: unknown) => (key === 'id' ? undefined : value));
}
