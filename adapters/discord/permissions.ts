import { PermissionFlagsBits as Flags } from 'discord.js';

/** What a guild says of rights. */
export type Guild = {
  readonly id: string;
  readonly owner: string;
  readonly roles: ReadonlyMap<string, bigint>;
};

/** Somebody in a guild. `isTimedOut`: a moderator silenced them for a while. */
export type Member = { readonly id: string; readonly roles: readonly string[]; readonly isTimedOut: boolean };

/** What a channel changes of the rights of a role or a member. */
export type Overwrite = { readonly id: string; readonly allow: bigint; readonly deny: bigint };

/** The permissions that Newsdesk asks for, by the names that people see, in the order in which they are told. */
const NAMES: ReadonlyMap<bigint, string> = new Map([
  [Flags.ViewChannel, 'View Channel'],
  [Flags.SendMessages, 'Send Messages'],
  [Flags.SendMessagesInThreads, 'Send Messages in Threads'],
  [Flags.EmbedLinks, 'Embed Links'],
  [Flags.ReadMessageHistory, 'Read Message History'],
  [Flags.CreatePublicThreads, 'Create Public Threads'],
]);

const ALL = ~0n;

/** Everything that Newsdesk needs to do all it does, as the number in an invite link. */
const INVITED_PERMISSIONS: bigint = [...NAMES.keys()].reduce((sum, flag) => sum | flag, 0n);

/** What a member may do in a channel with these overwrites, as Discord works it out; nothing where they cannot see it. */
export function permissionsIn(guild: Guild, overwrites: readonly Overwrite[], member: Member): bigint {
  if (member.id === guild.owner) return ALL;
  const everyone = guild.roles.get(guild.id) ?? 0n;
  let held = member.roles.reduce((sum, role) => sum | (guild.roles.get(role) ?? 0n), everyone);
  if ((held & Flags.Administrator) !== 0n) return ALL;
  const change = (ones: readonly Overwrite[]) => {
    const deny = ones.reduce((sum, one) => sum | one.deny, 0n);
    const allow = ones.reduce((sum, one) => sum | one.allow, 0n);
    held = (held & ~deny) | allow;
  };
  change(overwrites.filter(({ id }) => id === guild.id));
  change(overwrites.filter(({ id }) => id !== guild.id && member.roles.includes(id)));
  change(overwrites.filter(({ id }) => id === member.id));
  if (member.isTimedOut) held &= Flags.ViewChannel | Flags.ReadMessageHistory;
  return has(held, Flags.ViewChannel) ? held : 0n;
}

/** Whether all of the flag's permissions are held. */
export function has(held: bigint, flag: bigint): boolean {
  return (held & flag) === flag;
}

/** The names of those that are not held. */
export function missing(held: bigint, needed: readonly bigint[]): readonly string[] {
  return needed.filter((flag) => !has(held, flag)).map((flag) => NAMES.get(flag) ?? 'a permission');
}

/** "A, B and C" */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The link under which the bot is invited, with the scopes and permissions it needs and no other. */
export function inviteLink(application: string): string {
  return `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${INVITED_PERMISSIONS}`;
}
