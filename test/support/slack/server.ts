import { createActs } from './acts.ts';
import {
  admit,
  dismissMember,
  dropChannel,
  expelBot,
  installTeam,
  renameChannel,
  revoke,
  setArchived,
  uninstallTeam,
} from './changes.ts';
import type { AppSettings, SlackServer, SlackServerOptions } from './control.ts';
import { createCourier } from './courier.ts';
import { createFaults } from './faults.ts';
import { addFile, addPerson, addTeam, channelHandle, createChannel, createGroup } from './founding.ts';
import { createGate } from './gate.ts';
import type { Stage } from './method.ts';
import { CHAT_METHODS } from './methods-chat.ts';
import { CONVERSATION_METHODS } from './methods-conversations.ts';
import { FILE_METHODS } from './methods-files.ts';
import { PEOPLE_METHODS } from './methods-people.ts';
import { createOAuth } from './oauth.ts';
import { post, signatureOf } from './outgoing.ts';
import { slashPayload } from './payloads.ts';
import { createPerformances } from './perform.ts';
import { removeMessage, seenEphemeral, storedMessage } from './posting.ts';
import { createRates } from './rates.ts';
import { EVENT_SCOPES } from './scopes.ts';
import { createSockets } from './sockets.ts';
import { speak } from './speak.ts';
import { seenView, VIEW_METHODS } from './views.ts';
import { channelOf, directMessageOf, fault, messageOf, personOf, secret, teamOf, type World } from './world.ts';

const RETRY_MS = [0, 200, 400];
const ACK_MS = 3_000;
const HTTP_MS = 10_000;
const DEFAULT_APP: AppSettings = {
  commands: ['/news'],
  events: Object.keys(EVENT_SCOPES),
  shortcuts: ['why'],
  homeTab: true,
};

/** Opens a Slack of a test's own on a loopback port. It refuses whatever Slack refuses and keeps a list of what an app did wrong. */
export async function openSlackServer(options: SlackServerOptions = {}): Promise<SlackServer> {
  const world: World = {
    app: { ...DEFAULT_APP, ...options.app },
    appId: 'A0NEWSDESK',
    appToken: secret('xapp-1-A0NEWSDESK-'),
    signingSecret: secret(''),
    clientId: '111.222',
    clientSecret: secret(''),
    badImage: options.badImage ?? 'unloadable',
    editWindowMs: options.editWindowMs ?? null,
    pageSize: options.pageSize ?? 1_000,
    teams: new Map(),
    tokens: new Map(),
    requests: [],
    problems: [],
    base: '',
    aheadMs: 0,
    counter: 0,
    lastTs: 0,
  };
  const closing = new AbortController();
  const timing = { ackMs: options.ackMs ?? ACK_MS, retryMs: options.retryMs ?? RETRY_MS };
  const acts = createActs(world);
  const sockets = createSockets(world);
  const first =
    options.deliverTo === undefined ? { kind: 'socket' as const } : { kind: 'http' as const, url: options.deliverTo };
  const courier = createCourier(world, sockets, timing, first);
  const stage: Stage = { world, acts, courier, sockets };
  const faults = createFaults();
  const oauth = createOAuth(world);
  const methods = {
    ...CHAT_METHODS,
    ...CONVERSATION_METHODS,
    ...FILE_METHODS,
    ...PEOPLE_METHODS,
    ...VIEW_METHODS,
    ...oauth.methods,
  };
  const { rates = 'real' } = options;
  const limiter = createRates(rates === 'off' ? null : rates === 'real' ? 1 : rates);
  const gate = createGate(stage, { methods, rates: limiter, faults, oauth }, closing.signal);
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const address = gate.address();
  if (address === null || typeof address === 'string') return fault('A TCP server has a port.');
  world.base = `http://127.0.0.1:${address.port}`;

  const teams = (options.teams ?? [{ name: 'Acme' }]).map((spec) => addTeam(world, spec));
  const [team = fault('A Slack needs a workspace.')] = teams;
  const teamAt = (ref: { readonly team: string }) => teamOf(world, ref.team);
  const installer = (id: string) => [...teamOf(world, id).people.keys()][0] ?? '';

  return {
    apiUrl: `${world.base}/api/`,
    authorizeUrl: `${world.base}/oauth/v2/authorize`,
    appId: world.appId,
    appToken: world.appToken,
    signingSecret: world.signingSecret,
    clientId: world.clientId,
    clientSecret: world.clientSecret,
    team,
    requests: world.requests,
    problems: world.problems,
    clearLog() {
      world.requests.splice(0);
      world.problems.splice(0);
    },
    empty() {
      world.requests.splice(0);
      for (const one of world.teams.values()) for (const channel of one.channels.values()) channel.messages.splice(0);
    },
    async close() {
      closing.abort();
      courier.close();
      acts.close();
      await sockets.close();
      gate.closeAllConnections();
      await new Promise((resolve) => gate.close(resolve));
    },
    advance(ms) {
      world.aheadMs += ms;
    },

    addTeam: (spec = {}) => addTeam(world, spec),
    addPerson: (at, spec = {}) => addPerson(world, at.id, spec),
    addChannel: (at, spec = {}) => createChannel(world, at.id, spec),
    addGroup: (at, spec = {}) => createGroup(world, at.id, spec),
    addFile: (person, file) => addFile(world, person, file),
    directMessage: (person) => channelHandle(directMessageOf(world, teamAt(person), personOf(world, person).id)),

    setRole(person, role) {
      personOf(world, person).role = role;
    },
    join: (ref, person) => admit(stage, teamAt(ref), channelOf(world, ref), person.id, installer(ref.team)),
    leave: (ref, person) => dismissMember(stage, teamAt(ref), channelOf(world, ref), person.id),
    setGroup(group, members) {
      const state = teamAt(group).groups.get(group.id) ?? fault(`There is no user group ${group.id}.`);
      state.members = members.map(({ id }) => id);
    },
    disableGroup(group) {
      const state = teamAt(group).groups.get(group.id) ?? fault(`There is no user group ${group.id}.`);
      state.isDisabled = true;
    },

    removeBot: (ref) => expelBot(stage, teamAt(ref), channelOf(world, ref), installer(ref.team)),
    inviteBot: (ref) => admit(stage, teamAt(ref), channelOf(world, ref), teamAt(ref).botUserId, installer(ref.team)),
    archive: (ref) => setArchived(stage, teamAt(ref), channelOf(world, ref), installer(ref.team), true),
    unarchive: (ref) => setArchived(stage, teamAt(ref), channelOf(world, ref), installer(ref.team), false),
    rename: (ref, name) => renameChannel(stage, teamAt(ref), channelOf(world, ref), name),
    deleteChannel: (ref) => dropChannel(stage, teamAt(ref), channelOf(world, ref), installer(ref.team)),
    restrict(ref, restricted) {
      channelOf(world, ref).isRestricted = restricted;
    },
    revokeToken: ({ id }) => revoke(stage, teamOf(world, id)),
    deactivateBot({ id }) {
      teamOf(world, id).token.state = 'inactive';
    },
    uninstall: ({ id }) => uninstallTeam(stage, teamOf(world, id)),
    install({ id }) {
      const state = teamOf(world, id);
      installTeam(stage, state, [...state.scopes]);
    },
    removeScope({ id }, scope) {
      teamOf(world, id).scopes.delete(scope);
      teamOf(world, id).removedScopes.add(scope);
    },
    addScope({ id }, scope) {
      teamOf(world, id).scopes.add(scope);
    },

    messages: (teamId, channelId) =>
      channelOf(world, { team: teamId, id: channelId })
        .messages.filter((message) => !message.isDeleted)
        .map(storedMessage),
    say: (person, ref, text, threadTs) => speak(stage, person, ref, text, threadTs ?? null),
    deleteMessage({ channel, ts }) {
      const state = channelOf(world, channel);
      removeMessage(state, messageOf(state, ts) ?? fault(`There is no message ${ts}.`));
    },
    ephemerals: (person, ref) =>
      teamAt(person)
        .ephemerals.filter((one) => one.person === person.id && one.channel === ref.id && !one.isDeleted)
        .map((one) => seenEphemeral(one, false)),
    home(person) {
      const view = teamAt(person).views.get(teamAt(person).homes.get(person.id) ?? '');
      return view === undefined ? null : seenView(view);
    },
    modals(person) {
      const { stacks, views } = teamAt(person);
      const open = (stacks.get(person.id) ?? []).map((id) => views.get(id));
      return open.filter((view) => view !== undefined).map(seenView);
    },

    ...createPerformances(stage),
    emit: (teamId, event) => courier.emit(teamOf(world, teamId), event),

    deliverOver: courier.use,
    socketCount: sockets.count,
    waitForSockets: (count = 1) => sockets.wait(count),
    dropSockets: sockets.drop,
    refreshSockets: sockets.refresh,
    postHttp(body, contentType, signing) {
      const headers = signatureOf(body, world.signingSecret, signing);
      return post({ url: courier.address(), body, contentType, headers }, HTTP_MS, closing.signal);
    },
    verifyUrl(challenge) {
      const body = JSON.stringify({ token: 'verification-token', challenge, type: 'url_verification' });
      const headers = signatureOf(body, world.signingSecret, 'right');
      return post({ url: courier.address(), body, contentType: 'application/json', headers }, HTTP_MS, closing.signal);
    },
    sslCheck() {
      const body = 'ssl_check=1&token=verification-token';
      const contentType = 'application/x-www-form-urlencoded';
      return post({ url: courier.address(), body, contentType }, HTTP_MS, closing.signal);
    },
    slashBody(person, ref, text) {
      const place = { team: person.team, person: person.id, channel: ref.id, on: null, view: null };
      const command = world.app.commands[0] ?? '';
      const act = acts.begin(place, true);
      return new URLSearchParams(
        slashPayload(world, teamAt(person), channelOf(world, ref), act, command, text),
      ).toString();
    },

    fail: (method, what, times = 1) => faults.add(method, what, times),
    failEach: faults.each,
    heal: faults.clear,
    approve: async (person, where) => oauth.decide(person, where, true),
    deny: async (person, where) => oauth.decide(person, where, false),
  };
}
