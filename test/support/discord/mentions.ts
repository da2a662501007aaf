import { z } from 'zod';
import type { Rung } from './control.ts';
import { type Fault, invalidForm } from './errors.ts';
import { has } from './permissions.ts';
import { type ChannelState, permissionsIn, type State } from './state.ts';

/** Those that a message without `allowed_mentions` may ring. */
const DEFAULTS = { message: ['users', 'roles', 'everyone'], answer: ['users'] } as const;

const allowedMentionsSchema = z
  .object({
    parse: z.array(z.string().nullable()).nullish(),
    users: z.array(z.string().nullable()).nullish(),
    roles: z.array(z.string().nullable()).nullish(),
    replied_user: z.boolean().nullish(),
  })
  .nullish();

export const NOBODY: Rung = { everyone: false, roles: [], users: [] };

/**
 * Who is rung. `text`: what is parsed for mentions (the content and the texts of V2 components, never an embed). A mention in a
 * code span counts as one, to be on the safe side.
 */
export function rungBy(options: {
  readonly state: State;
  readonly channel: ChannelState;
  readonly authorId: string;
  readonly text: string;
  readonly allowedMentions: unknown;
  readonly kind: keyof typeof DEFAULTS;
  readonly repliedTo: string | null;
}): Rung {
  const { state, channel, authorId, text, kind, repliedTo } = options;
  const allowed = allowedMentionsSchema.parse(options.allowedMentions);
  checkExclusive(allowed);
  const parse: readonly (string | null)[] = allowed ? (allowed.parse ?? []) : DEFAULTS[kind];
  const guild = channel.guildId === null ? undefined : state.guilds.get(channel.guildId);
  const mayRingAll = has(permissionsIn(state, authorId, channel), 'MENTION_EVERYONE');
  const named = (pattern: RegExp) => [...new Set(Array.from(text.matchAll(pattern), (match) => match[1] ?? ''))];
  const isListed = (list: readonly (string | null)[] | null | undefined, id: string) => list?.includes(id) ?? false;
  const users = named(/<@!?(\d+)>/g).filter(
    (id) => (parse.includes('users') || isListed(allowed?.users, id)) && state.users.has(id),
  );
  const rings = allowed ? allowed.replied_user === true : true;
  return {
    everyone: guild !== undefined && parse.includes('everyone') && mayRingAll && /@(everyone|here)/.test(text),
    roles: named(/<@&(\d+)>/g).filter((id) => {
      const role = guild?.roles.get(id);
      return role && (parse.includes('roles') || isListed(allowed?.roles, id)) && (role.mentionable || mayRingAll);
    }),
    users: repliedTo !== null && rings && !users.includes(repliedTo) ? [...users, repliedTo] : users,
  };
}

function checkExclusive(allowed: z.infer<typeof allowedMentionsSchema>): void {
  const faults: Fault[] = [];
  for (const key of ['users', 'roles'] as const) {
    if (!allowed?.parse?.includes(key) || (allowed[key]?.length ?? 0) === 0) continue;
    faults.push({
      path: ['allowed_mentions'],
      code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
      message: `parse:["${key}"] and ${key}: [ids...] are mutually exclusive.`,
    });
  }
  if (faults.length > 0) throw invalidForm(faults);
}
