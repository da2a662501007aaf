import type { Permission } from './control.ts';

/** Discord's bits. */
const BITS: Readonly<Record<Permission, bigint>> = {
  ADMINISTRATOR: 1n << 3n,
  MANAGE_CHANNELS: 1n << 4n,
  MANAGE_GUILD: 1n << 5n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  MANAGE_ROLES: 1n << 28n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  MANAGE_THREADS: 1n << 34n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  CREATE_PRIVATE_THREADS: 1n << 36n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  PIN_MESSAGES: 1n << 51n,
  BYPASS_SLOWMODE: 1n << 52n,
};
const NAMES = Object.keys(BITS).filter(isPermission);

/** What @everyone may do in a guild that somebody has just made. */
export const EVERYONE: readonly Permission[] = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'ATTACH_FILES',
  'READ_MESSAGE_HISTORY',
  'MENTION_EVERYONE',
  'USE_APPLICATION_COMMANDS',
  'CREATE_PUBLIC_THREADS',
  'CREATE_PRIVATE_THREADS',
  'SEND_MESSAGES_IN_THREADS',
];

function isPermission(name: string): name is Permission {
  return Object.hasOwn(BITS, name);
}

export function toBits(permissions: readonly Permission[]): bigint {
  return permissions.reduce((bits, name) => bits | BITS[name], 0n);
}

export function toNames(bits: bigint): readonly Permission[] {
  return NAMES.filter((name) => has(bits, name));
}

export function has(bits: bigint, name: Permission): boolean {
  return (bits & BITS[name]) !== 0n;
}

export const ALL = toBits(NAMES);

export type OverwriteBits = {
  readonly id: string;
  readonly kind: 'role' | 'member';
  readonly allow: bigint;
  readonly deny: bigint;
};

/** What a member may do: everything for the owner and for administrators, else the sum of the roles, changed by the overwrites. */
export function compute(options: {
  readonly isOwner: boolean;
  /** The bits of @everyone and of each role of the member. */
  readonly roles: ReadonlyMap<string, bigint>;
  readonly everyoneId: string;
  readonly memberId: string;
  /** None: what holds for the guild as a whole. */
  readonly overwrites: readonly OverwriteBits[];
}): bigint {
  const { isOwner, roles, everyoneId, memberId, overwrites } = options;
  const base = [...roles.values()].reduce((bits, role) => bits | role, 0n);
  if (isOwner || has(base, 'ADMINISTRATOR')) return ALL;
  const apply = (bits: bigint, chosen: readonly OverwriteBits[]) => {
    const deny = chosen.reduce((sum, one) => sum | one.deny, 0n);
    const allow = chosen.reduce((sum, one) => sum | one.allow, 0n);
    return (bits & ~deny) | allow;
  };
  const ofRoles = overwrites.filter(({ kind, id }) => kind === 'role' && id !== everyoneId && roles.has(id));
  let bits = apply(
    base,
    overwrites.filter(({ kind, id }) => kind === 'role' && id === everyoneId),
  );
  bits = apply(bits, ofRoles);
  return apply(
    bits,
    overwrites.filter(({ kind, id }) => kind === 'member' && id === memberId),
  );
}

/** What the bits come to in a channel: nothing where it is hidden. */
export function implied(bits: bigint): bigint {
  return has(bits, 'VIEW_CHANNEL') ? bits : 0n;
}
