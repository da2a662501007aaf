import { createSlack } from '../../../adapters/slack/platform.ts';
import { renderMessage } from '../../../adapters/slack/render.ts';
import { HOUR_MS } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { type ChannelAddress, OWNER_CHANNEL } from '../../../src/platform/channel.ts';
import type { Channel, Fault, Team } from '../slack/control.ts';
import { openSlackServer } from '../slack/server.ts';
import type { Act, Held, LifeChat } from './life.ts';

const METHODS: Readonly<Record<Act, readonly string[]>> = {
  post: ['chat.postMessage', '*'],
  reply: ['chat.postMessage', '*'],
  edit: ['chat.update', '*'],
  find: ['conversations.history', 'conversations.replies', '*'],
  inspect: ['conversations.info', '*'],
};
const FAULTS: readonly Fault[] = [
  { kind: 'reset', when: 'after' },
  { kind: 'reset', when: 'before' },
  { kind: 'status', status: 500, when: 'after' },
  { kind: 'status', status: 502, when: 'after' },
  { kind: 'status', status: 503, when: 'before' },
  { kind: 'cut' },
  { kind: 'rate_limited', retryAfterS: 1 },
  { kind: 'error', error: 'internal_error' },
  { kind: 'error', error: 'service_unavailable' },
];

/** A local Slack at a time: channels of every kind that alerts go to. */
export async function openSlackLife(startMs: number, editWindowMs = 12 * HOUR_MS): Promise<LifeChat> {
  const server = await openSlackServer({ rates: 'off', teams: [{ name: 'Desk' }], editWindowMs });
  server.advance(startMs - Date.now());
  const { team } = server;
  const elsewhere = server.addTeam({ name: 'Elsewhere' });
  const person = server.addPerson(team, { name: 'Mara', role: 'admin' });
  const privately = server.addChannel(team, { name: 'news', kind: 'private', members: [person] });
  const publicly = server.addChannel(team, { name: 'open', members: [person] });
  const outside = server.addChannel(team, { name: 'outside', members: [person], bot: false });
  const abroad = server.addChannel(elsewhere, { name: 'news' });
  const quiet = server.addChannel(elsewhere, { name: 'quiet' });
  const places = [privately, publicly, outside, abroad];
  const address = (at: Channel): ChannelAddress => ({ platform: 'slack', workspace: at.team, channel: at.id });
  const rows = new Map([team, elsewhere].map((one) => [one.id, installationOf(one)] as const));
  let isOut = false;

  function install(): void {
    isOut = false;
    server.install(team);
    // What the page of the installation would write down.
    rows.set(team.id, installationOf(team));
    for (const place of [privately, publicly]) server.inviteBot(place);
  }

  function heldIn(at: Channel, channel: ChannelAddress): readonly Held[] {
    return server
      .messages(at.team, at.id)
      .filter(({ user }) => user === team.botUserId || user === elsewhere.botUserId)
      .map(({ ts, threadTs, metadata, text, blocks }) => ({
        id: ts,
        channel,
        label: String(metadata?.event_payload['key'] ?? ''),
        thread: threadTs === ts ? null : threadTs,
        print: JSON.stringify([text, blocks]),
      }));
  }

  return {
    channels: places.map(address),
    untouched: address(quiet),
    environment: { SLACK_BOT_TOKEN: team.botToken, SLACK_APP_TOKEN: server.appToken, SLACK_API_URL: server.apiUrl },
    each: (fate) =>
      server.failEach((method) => {
        const when = fate(method);
        return when === null ? null : { kind: 'silence', when };
      }),
    open(clock) {
      const { platform, live } = createSlack({
        botToken: null,
        appToken: server.appToken,
        signingSecret: null,
        oauth: {
          clientId: server.clientId,
          clientSecret: server.clientSecret,
          stateSecret: 'a state secret of this test',
        },
        apiUrl: server.apiUrl,
        host: '127.0.0.1',
        port: 0,
        clock,
        log: silentLog,
        installations: {
          save: async (key, row) => void rows.set(key, row as ReturnType<typeof installationOf>),
          load: async (key) => rows.get(key) ?? null,
          remove: async (key) => void rows.delete(key),
          async *all() {
            yield* rows.values();
          },
        },
      });
      return { platform, live, transcript: null };
    },
    forward: (ms) => server.advance(ms),
    strike: (dice, act) => server.fail(dice.one(METHODS[act]), dice.one(FAULTS)),
    spare: () => server.heal(),
    meddle(dice) {
      const place = dice.one(places);
      const deeds: readonly (() => void)[] = [
        () => void server.removeBot(place),
        () => void server.inviteBot(place),
        () => void server.inviteBot(place),
        () => void server.archive(place),
        () => void server.unarchive(place),
        () => server.restrict(place, dice.chance(0.5)),
        () => (isOut ? install() : uninstall()),
        () => {
          for (let n = dice.chance(0.1) ? 600 : 3; n > 0; n--) server.say(person, publicly, 'Hm.');
        },
      ];
      dice.one(deeds)();
    },
    drop: () => server.dropSockets(),
    remove: ({ id, channel }) => {
      const place = places.find((one) => one.id === channel.channel);
      if (place !== undefined) server.deleteMessage({ channel: place, ts: id });
    },
    calm() {
      server.heal();
      if (isOut) install();
      for (const place of places) {
        server.unarchive(place);
        server.restrict(place, false);
        server.inviteBot(place);
      }
    },
    label: (key) => key,
    print(message) {
      const { text, blocks } = renderMessage(message, { ring: false, picture: true });
      return JSON.stringify([text, blocks]);
    },
    held: () => [
      ...[...places, quiet].flatMap((at) => heldIn(at, address(at))),
      ...[team, elsewhere].flatMap(({ id, installer }) =>
        heldIn(server.directMessage(installer), { platform: 'slack', workspace: id, channel: OWNER_CHANNEL }),
      ),
    ],
    problems: () => server.problems.map(({ method, what }) => `${method}: ${what}`),
    close: () => server.close(),
  };

  function uninstall(): void {
    isOut = true;
    server.uninstall(team);
  }
}

function installationOf({ id, name, botToken, botId, botUserId, installer }: Team) {
  return { team: id, name, botToken, botId, botUserId, installer: installer.id, installedAt: 0 };
}
