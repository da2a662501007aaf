import { randomBytes } from 'node:crypto';
import type { Block, Json } from './block-check.ts';
import type { AppSettings, ChannelSpec, LoggedRequest, Problem, Role, StoredMessage } from './control.ts';
import { BOT_SCOPES } from './scopes.ts';

/** All that the local Slack knows. The files beside this one change it; nothing here talks to anybody. */
export type World = {
  readonly app: AppSettings;
  readonly appId: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly badImage: string;
  readonly editWindowMs: number | null;
  readonly pageSize: number;
  readonly teams: Map<string, TeamState>;
  readonly tokens: Map<string, TokenState>;
  readonly requests: LoggedRequest[];
  readonly problems: Problem[];
  /** Where this server listens: `http://127.0.0.1:PORT`. */
  base: string;
  aheadMs: number;
  counter: number;
  lastTs: number;
};

export type TokenState = { readonly value: string; readonly team: string; state: 'active' | 'revoked' | 'inactive' };

export type TeamState = {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly botUserId: string;
  readonly botId: string;
  token: TokenState;
  isInstalled: boolean;
  readonly scopes: Set<string>;
  /** Taken away by the test: that the app lacks them is no fault of its own. */
  readonly removedScopes: Set<string>;
  readonly people: Map<string, PersonState>;
  readonly channels: Map<string, ChannelState>;
  readonly groups: Map<string, GroupState>;
  readonly files: Map<string, FileState>;
  readonly views: Map<string, ViewState>;
  /** Ids of the modals that a person has open, the top one last. */
  readonly stacks: Map<string, string[]>;
  /** Ids of the home pages, by person. */
  readonly homes: Map<string, string>;
  readonly ephemerals: EphemeralState[];
};

export type PersonState = {
  readonly id: string;
  readonly name: string;
  role: Role;
  readonly tz: string;
  readonly locale: string;
};

export type ChannelState = {
  readonly id: string;
  readonly team: string;
  name: string;
  readonly kind: NonNullable<ChannelSpec['kind']> | 'im';
  /** The person, where it is a direct message. */
  readonly person: string | null;
  isArchived: boolean;
  isRestricted: boolean;
  readonly members: Set<string>;
  /** Oldest first. */
  readonly messages: MessageState[];
};

export type MessageState = { -readonly [Key in keyof StoredMessage]: StoredMessage[Key] } & {
  /** With an id on every block and control. */
  shown: readonly Block[];
  readonly postedMs: number;
  isDeleted: boolean;
};

export type EphemeralState = {
  readonly ts: string;
  readonly person: string;
  readonly channel: string;
  readonly threadTs: string | null;
  readonly via: 'response_url' | 'chat.postEphemeral' | 'ack';
  text: string;
  blocks: readonly Block[];
  shown: readonly Block[];
  isDeleted: boolean;
};

export type GroupState = { readonly id: string; readonly handle: string; members: string[]; isDisabled: boolean };

export type FileState = {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly owner: string;
  readonly length: number;
  bytes: Buffer | null;
  isComplete: boolean;
  readonly channels: string[];
};

export type ViewState = {
  readonly id: string;
  readonly person: string;
  readonly rootId: string;
  readonly previousId: string | null;
  how: 'opened' | 'pushed' | 'updated' | 'published';
  /** As sent. */
  sent: Json;
  /** With an id on every block and control. */
  shown: readonly Block[];
  hash: string;
  /** What the controls hold, by block and action. */
  values: Record<string, Record<string, Json>>;
  /** Where the person was when it opened; null: nowhere. */
  readonly channel: string | null;
  isOpen: boolean;
};

/** The server's clock: the machine's, and what a test moved it ahead. */
export function nowMs(world: World): number {
  return Date.now() + world.aheadMs;
}

/** Ids as Slack makes them: a letter for the kind, then capitals and digits. */
export function nextId(world: World, prefix: string): string {
  world.counter += 1;
  return `${prefix}0${world.counter.toString(36).toUpperCase().padStart(8, '0')}`;
}

/** A time stamp that no message has yet: `1700000000.000100`. */
export function nextTs(world: World): string {
  world.lastTs = Math.max(world.lastTs + 1, nowMs(world) * 1_000);
  return formatTs(world.lastTs);
}

function formatTs(microseconds: number): string {
  return `${Math.floor(microseconds / 1_000_000)}.${String(microseconds % 1_000_000).padStart(6, '0')}`;
}

export function secret(prefix: string): string {
  return `${prefix}${randomBytes(12).toString('hex')}`;
}

export function report(world: World, method: string, what: string): void {
  world.problems.push({ method, what });
}

/** A fresh token for a team's bot; the one before stays as it is. */
export function issueToken(world: World, teamId: string): TokenState {
  const token: TokenState = { value: secret(`xoxb-${teamId}-`), team: teamId, state: 'active' };
  world.tokens.set(token.value, token);
  return token;
}

export function createTeam(world: World, id: string, name: string, scopes: readonly string[] | undefined): TeamState {
  const team: TeamState = {
    id,
    name,
    domain: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    botUserId: nextId(world, 'U'),
    botId: nextId(world, 'B'),
    token: issueToken(world, id),
    isInstalled: true,
    scopes: new Set(scopes ?? BOT_SCOPES),
    removedScopes: new Set(),
    people: new Map(),
    channels: new Map(),
    groups: new Map(),
    files: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    ephemerals: [],
  };
  world.teams.set(id, team);
  return team;
}

/** The team, channel, person a test names. A test that names what is not there has a mistake of its own. */
export function teamOf(world: World, id: string): TeamState {
  return world.teams.get(id) ?? fault(`There is no workspace ${id}.`);
}

export function channelOf(world: World, ref: { readonly team: string; readonly id: string }): ChannelState {
  return teamOf(world, ref.team).channels.get(ref.id) ?? fault(`There is no channel ${ref.id} in ${ref.team}.`);
}

export function personOf(world: World, ref: { readonly team: string; readonly id: string }): PersonState {
  return teamOf(world, ref.team).people.get(ref.id) ?? fault(`There is nobody called ${ref.id} in ${ref.team}.`);
}

export function fault(sentence: string): never {
  throw new Error(sentence);
}

/** The direct message between the bot and a person; there is always one. */
export function directMessageOf(world: World, team: TeamState, person: string): ChannelState {
  for (const channel of team.channels.values()) if (channel.kind === 'im' && channel.person === person) return channel;
  const members = new Set([person, team.botUserId]);
  return addChannelState(world, team, { name: `dm-${person}`, kind: 'im', person, members });
}

export function addChannelState(
  world: World,
  team: TeamState,
  facts: Pick<ChannelState, 'name' | 'kind' | 'person' | 'members'>,
): ChannelState {
  const id = nextId(world, facts.kind === 'im' ? 'D' : 'C');
  const channel = { id, team: team.id, isArchived: false, isRestricted: false, messages: [], ...facts };
  team.channels.set(id, channel);
  return channel;
}

/** A message that was not deleted. */
export function messageOf(channel: ChannelState, ts: string): MessageState | null {
  return channel.messages.find((message) => message.ts === ts && !message.isDeleted) ?? null;
}
