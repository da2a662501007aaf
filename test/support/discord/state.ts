import { randomBytes } from 'node:crypto';
import type { DiscordServerOptions, RequestRecord, Rung } from './control.ts';
import { ALL, compute, implied, type OverwriteBits, toBits } from './permissions.ts';

export type Json = Readonly<Record<string, unknown>>;

export type UserState = { readonly id: string; readonly name: string; readonly bot: boolean; acceptsDms: boolean };
export type RoleState = {
  readonly id: string;
  readonly name: string;
  readonly managed: boolean;
  permissions: bigint;
  mentionable: boolean;
};
export type MemberState = { readonly userId: string; roles: readonly string[]; timedOutUntil: number };
export type GuildState = {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly locale: string;
  readonly botRoleId: string;
  readonly unfit: readonly string[];
  readonly roles: Map<string, RoleState>;
  readonly members: Map<string, MemberState>;
  invited: boolean;
  out: boolean;
};
export type ThreadState = {
  readonly ownerId: string;
  readonly autoArchive: number;
  readonly appliedTags: readonly string[];
  archived: boolean;
  /** When it was last archived or woken. */
  archivedAt: number;
  locked: boolean;
};

export const CHANNEL_TYPES = {
  text: 0,
  dm: 1,
  voice: 2,
  category: 4,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  forum: 15,
} as const;

export type ChannelState = {
  readonly id: string;
  readonly type: number;
  /** Null for a DM. */
  readonly guildId: string | null;
  readonly parentId: string | null;
  readonly tags: readonly { readonly id: string; readonly name: string }[];
  readonly requireTag: boolean;
  readonly slowmode: number;
  /** The person of a DM. */
  readonly recipientId: string | null;
  /** Null where it is no thread. */
  readonly thread: ThreadState | null;
  name: string;
  overwrites: readonly OverwriteBits[];
  lastMessageId: string | null;
};

export type AttachmentState = {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly url: string;
};

export type MessageState = {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly createdAt: number;
  readonly nonce: string | null;
  readonly rings: Rung;
  readonly replyTo: string | null;
  /** The only person who sees it; null: everybody who sees the channel. */
  readonly onlyFor: string | null;
  /** Set where it answers an interaction. */
  readonly interactionId: string | null;
  content: string;
  embeds: readonly Json[];
  components: readonly Json[];
  attachments: readonly AttachmentState[];
  flags: number;
  edits: number;
  editedAt: number | null;
  crossposted: boolean;
};

export type CommandState = { readonly id: string; readonly version: string; readonly body: Json };

/** Everything that this Discord knows. */
export type State = {
  readonly options: Required<DiscordServerOptions>;
  readonly applicationId: string;
  readonly users: Map<string, UserState>;
  readonly guilds: Map<string, GuildState>;
  readonly channels: Map<string, ChannelState>;
  readonly messages: Map<string, MessageState>;
  /** The bot's last message with each nonce. */
  readonly nonces: Map<string, MessageState>;
  /** By guild; the empty name holds those of all guilds. */
  readonly commands: Map<string, Map<string, CommandState>>;
  readonly attachments: Map<string, AttachmentState>;
  /** By channel: the edits of old messages in the window that ends at `endsAt`. */
  readonly oldEdits: Map<string, { used: number; readonly endsAt: number }>;
  readonly requests: RequestRecord[];
  readonly problems: string[];
  tokenValid: boolean;
  advancedMs: number;
  lastId: bigint;
  invalidRequests: number;
  /** `http://127.0.0.1:PORT`, once it listens. */
  origin: string;
};

/** What every part of the server is given: the state, and the way to tell a connected bot of something. */
export type Discord = { readonly state: State; dispatch(event: string, data: Json): void };

const EPOCH = 1_420_070_400_000n;

export const THINKING = 1 << 7;
export const EPHEMERAL = 1 << 6;
export const COMPONENTS_V2 = 1 << 15;

export function createState(options: DiscordServerOptions): State {
  const state: State = {
    options: {
      token: options.token ?? `${randomBytes(18).toString('base64url')}.local.${randomBytes(20).toString('base64url')}`,
      limits: options.limits ?? 'off',
      heartbeatMs: options.heartbeatMs ?? 41_250,
      firstAnswerMs: options.firstAnswerMs ?? 3_000,
      patienceMs: options.patienceMs ?? 10_000,
      oldEdits: options.oldEdits ?? 3,
      sessionStarts: options.sessionStarts ?? 1_000,
    },
    applicationId: '100000000000000001',
    users: new Map(),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    nonces: new Map(),
    commands: new Map(),
    attachments: new Map(),
    oldEdits: new Map(),
    requests: [],
    problems: [],
    tokenValid: true,
    advancedMs: 0,
    lastId: 0n,
    invalidRequests: 0,
    origin: '',
  };
  state.users.set(state.applicationId, { id: state.applicationId, name: 'Newsdesk', bot: true, acceptsDms: false });
  return state;
}

export function now(state: State): number {
  return Date.now() + state.advancedMs;
}

/** A new snowflake: the time of the server's clock, and unlike every other. */
export function nextId(state: State): string {
  const fromClock = (BigInt(now(state)) - EPOCH) << 22n;
  state.lastId = fromClock > state.lastId ? fromClock : state.lastId + 1n;
  return String(state.lastId);
}

/** The value of a key, or an error that names what a test asked for. */
export function need<Value>(map: ReadonlyMap<string, Value>, id: string, what: string): Value {
  const value = map.get(id);
  if (value === undefined) throw new Error(`There is no ${what} ${id}.`);
  return value;
}

/** The channel whose overwrites count: a thread's parent. */
function ruling(state: State, channel: ChannelState): ChannelState {
  const parent = channel.thread && channel.parentId ? state.channels.get(channel.parentId) : undefined;
  return parent ?? channel;
}

const DM_PERMISSIONS = toBits([
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'USE_APPLICATION_COMMANDS',
]);
/** What a member who is timed out keeps. */
const TIMED_OUT = toBits(['VIEW_CHANNEL', 'READ_MESSAGE_HISTORY']);

/** What a user may do in a channel; nothing where they are no member. */
export function permissionsIn(state: State, userId: string, channel: ChannelState): bigint {
  if (channel.guildId === null) {
    return userId === channel.recipientId || userId === state.applicationId ? DM_PERMISSIONS : 0n;
  }
  const guild = state.guilds.get(channel.guildId);
  return guild ? implied(ofMember(state, guild, userId, ruling(state, channel).overwrites)) : 0n;
}

function ofMember(state: State, guild: GuildState, userId: string, overwrites: readonly OverwriteBits[]): bigint {
  const member = guild.members.get(userId);
  if (!member) return 0n;
  const roles = new Map(
    [guild.id, ...member.roles].map((id): [string, bigint] => [id, guild.roles.get(id)?.permissions ?? 0n]),
  );
  const isOwner = guild.ownerId === userId;
  const bits = compute({ isOwner, roles, everyoneId: guild.id, memberId: userId, overwrites });
  return member.timedOutUntil > now(state) && bits !== ALL ? bits & TIMED_OUT : bits;
}
