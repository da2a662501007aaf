import { createSlack } from '../../../adapters/slack/platform.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import type { Store } from '../../../src/store/store.ts';
import type { Answered, ChatHarness, Told, Who } from '../../contracts/newsdesk.ts';
import type { Channel, Person, StoredMessage, Team } from '../slack/control.ts';
import type { Act, Seen, SeenMessage, SeenView } from '../slack/people.ts';
import { openSlackServer } from '../slack/server.ts';

/** Newsdesk's Slack adapter, with Bolt connected over Socket Mode to a local Slack of two workspaces. */
export async function openSlackChat(_store: Store, clock: Clock): Promise<ChatHarness> {
  const server = await openSlackServer({
    rates: 'off',
    teams: [{ name: 'Desk' }],
    app: { shortcuts: ['newsdesk_why'] },
  });
  // What the machine's clock says is no part of these tests.
  server.advance(clock() - Date.now());
  const team = server.team;
  const elsewhere = server.addTeam({ name: 'Elsewhere' });

  const manager = server.addPerson(team, { name: 'Mara', role: 'admin' });
  const onlooker = server.addPerson(team, { name: 'Otto' });
  const guest = server.addPerson(team, { name: 'Gina', role: 'restricted' });
  const persons: Readonly<Record<Who, Person>> = { manager, onlooker, guest };
  const foreigner = server.addPerson(elsewhere, { name: 'Mara', role: 'owner' });
  const role = server.addGroup(team, { handle: 'diplomats', members: [onlooker] });
  const news = server.addChannel(team, { name: 'news', kind: 'private', members: [manager, onlooker, guest] });
  const others = server.addChannel(team, { name: 'other', members: [manager, onlooker] });
  const abroad = server.addChannel(elsewhere, { name: 'news', members: [foreigner] });
  const address = (at: Channel): ChannelAddress => ({ platform: 'slack', workspace: at.team, channel: at.id });

  const rows = new Map([team, elsewhere].map((one) => [one.id, installationOf(one)] as const));
  const { platform, live } = createSlack({
    botToken: null,
    appToken: server.appToken,
    signingSecret: null,
    oauth: { clientId: server.clientId, clientSecret: server.clientSecret, stateSecret: 'a state secret of this test' },
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

  function placeOf(at: ChannelAddress): Channel {
    const place = [news, others, abroad].find(({ id }) => id === at.channel);
    if (place === undefined) throw new Error(`no channel ${at.channel}`);
    return place;
  }
  const personIn = (who: Who, at: Channel) => (at.team === team.id ? persons[who] : foreigner);

  /** What the person sees of an act, once something has come. */
  async function answered(person: Person, at: Channel, act: Act): Promise<Answered> {
    const first = await firstOf(act);
    if (first.kind === 'view') {
      return {
        text: textOf(first.blocks),
        buttons: [],
        files: [],
        press: (label) => pressOn(person, at, first, label),
      };
    }
    const files = server.messages(at.team, server.directMessage(person).id).flatMap((message) => message.files);
    return {
      text: `${first.text}\n${textOf(first.blocks)}`,
      buttons: buttonsOf(first.blocks),
      files: files.map(({ name, text }) => ({ name, text })),
      press: (label) => pressOn(person, at, first, label),
    };
  }

  async function pressOn(person: Person, at: Channel, on: SeenMessage | SeenView, label: string): Promise<Answered> {
    return answered(person, at, await server.press(person, on, { label }));
  }

  async function say(who: Who, line: string, where: ChannelAddress = address(news), file?: string): Promise<Answered> {
    const at = placeOf(where);
    const person = personIn(who, at);
    // As people see and send it: a mention of a user group is an escape of Slack's.
    const text = line.replace(/^\/news ?/, '').replace(`@${role.id}`, `<!subteam^${role.id}|@${role.handle}>`);
    const act = await server.slash(person, at, text);
    if (file === undefined) return answered(person, at, act);
    const view = await act.next('view');
    const uploaded = server.addFile(person, { name: 'newsdesk.yaml', text: file });
    return answered(person, at, await server.submit(person, view, { file: [uploaded.id] }));
  }

  const seen = (message: StoredMessage): Told => ({
    id: message.ts,
    text: `${message.text}\n${textOf(message.blocks)}`,
    buttons: buttonsOf(message.blocks),
    thread: message.threadTs === null || message.threadTs === message.ts ? null : message.threadTs,
    edits: message.edits,
    rang: message.rung,
  });
  const toldIn = (at: Channel) =>
    server.messages(at.team, at.id).filter(({ user }) => user === team.botUserId || user === elsewhere.botUserId);

  return {
    part: { platform, live, transcript: null },
    channel: address(news),
    other: address(others),
    foreign: address(abroad),
    role: role.id,
    say,
    async press(who, message, label, where = address(news)) {
      const at = placeOf(where);
      const person = personIn(who, at);
      return answered(person, at, await server.press(person, { channel: at, ts: message.id }, { label }));
    },
    async askWhy(who, message, where = address(news)) {
      const at = placeOf(where);
      const person = personIn(who, at);
      return answered(person, at, await server.shortcut(person, { channel: at, ts: message.id }, 'newsdesk_why'));
    },
    linkTo: (message, where = address(news)) =>
      `https://desk.slack.com/archives/${where.channel}/p${message.id.replace('.', '')}`,
    told: (where = address(news)) => toldIn(placeOf(where)).map(seen),
    closeChannel: (where) => void server.removeBot(placeOf(where)),
    openChannel: (where) => void server.inviteBot(placeOf(where)),
    deleteMessage: (message, where = address(news)) =>
      server.deleteMessage({ channel: placeOf(where), ts: message.id }),
    loseNextAnswer: (accepted) =>
      server.fail('chat.postMessage', { kind: 'reset', when: accepted ? 'after' : 'before' }),
    limitNextPost: () => server.fail('chat.postMessage', { kind: 'rate_limited', retryAfterS: 2 }),
    takeRightsAway: () => server.setRole(manager, 'restricted'),
    removeBot: () => void server.uninstall(team),
    bringBotBack() {
      server.install(team);
      // What the page of the installation would write down.
      rows.set(team.id, installationOf(team));
      server.inviteBot(news);
    },
    toldOwner: () => toldIn(server.directMessage(team.installer)).map(({ text }) => text),
    problems: () => server.problems.map(({ method, what }) => `${method}: ${what}`),
    close: () => server.close(),
  };
}

function installationOf(team: Team) {
  const { id, name, botToken, botId, botUserId, installer } = team;
  return { team: id, name, botToken, botId, botUserId, installer: installer.id, installedAt: 0 };
}

/** The first thing to read that an act brings. */
async function firstOf(act: Act): Promise<SeenMessage | SeenView> {
  const isReadable = (seen: Seen): seen is SeenMessage | SeenView =>
    seen.kind === 'ephemeral' || seen.kind === 'message' || seen.kind === 'view';
  const found = act.seen.find(isReadable);
  if (found !== undefined) return found;
  return Promise.any([act.next('ephemeral'), act.next('view'), act.next('message')]);
}

/** Everything that can be read in blocks. */
function textOf(blocks: unknown): string {
  if (Array.isArray(blocks)) return blocks.map(textOf).filter(Boolean).join('\n');
  if (typeof blocks !== 'object' || blocks === null) return '';
  return Object.entries(blocks)
    .map(([key, value]) => (key === 'text' && typeof value === 'string' ? readable(value) : textOf(value)))
    .filter(Boolean)
    .join('\n');
}

function readable(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function buttonsOf(blocks: unknown): readonly string[] {
  if (Array.isArray(blocks)) return blocks.flatMap(buttonsOf);
  if (typeof blocks !== 'object' || blocks === null) return [];
  if ('type' in blocks && blocks.type === 'button') return [textOf(blocks)];
  return Object.values(blocks).flatMap(buttonsOf);
}
