import { z } from 'zod';
import type { Caller, Scope } from '../../src/platform/host.ts';
import type { Workspace } from './installations.ts';
import { errorName, reasonOf } from './outcome.ts';
import { isGroup } from './rich.ts';

const PAGE = 1_000;
const MAX_PAGES = 20;

const personSchema = z.object({
  team_id: z.string().optional(),
  deleted: z.boolean().optional(),
  is_admin: z.boolean().optional(),
  is_owner: z.boolean().optional(),
  is_primary_owner: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
});

/**
 * The person behind a command. They may change what a channel follows where they are a member of it and no guest; what concerns the
 * whole workspace, as its administrators and owners; and everything, as members of the user group `managers`. Whatever cannot be
 * found out is a no.
 */
export function callerOf(workspace: Workspace, channel: string, person: string): Caller {
  return {
    channel: { platform: 'slack', workspace: workspace.team, channel },
    person,
    isRole: isGroup,
    async mayChange(scope, managers) {
      try {
        return await whatIsLacking(workspace, person, scope, managers);
      } catch (error) {
        return `Slack did not say whether you may do this; nothing was changed. ${reasonOf(error)}`;
      }
    },
  };
}

async function whatIsLacking(
  workspace: Workspace,
  person: string,
  scope: Scope,
  managers: string | null,
): Promise<string | null> {
  if (scope.kind === 'channel' && (scope.channel.platform !== 'slack' || scope.channel.workspace !== workspace.team))
    return 'That channel is not in this workspace.';
  const answer = await workspace.client.users.info({ user: person });
  const user = personSchema.parse(answer.user);
  const teams = [user.team_id ?? workspace.team, ...(user.enterprise_user?.teams ?? [])];
  if (user.deleted === true || !teams.includes(workspace.team)) return 'Only people of this workspace may do this.';
  if (user.is_restricted === true || user.is_ultra_restricted === true)
    return 'Guests may not change what channels follow: ask a member of the workspace to do it.';
  const isAdmin = user.is_admin === true || user.is_owner === true || user.is_primary_owner === true;
  if (isAdmin || (managers !== null && (await isInGroup(workspace, managers, person))))
    return scope.kind === 'workspace' ? null : whatChannelLacks(workspace, scope.channel.channel);
  if (scope.kind === 'workspace')
    return 'Only administrators of the workspace, and members of the user group set as managers, may do this.';
  return whatMemberLacks(workspace, scope.channel.channel, person);
}

/** An id that somebody typed may be that of no channel here. */
async function whatChannelLacks({ client }: Workspace, channel: string): Promise<string | null> {
  try {
    await client.conversations.info({ channel });
    return null;
  } catch (error) {
    if (errorName(error) === 'channel_not_found') return NOT_SEEN;
    throw error;
  }
}

const NOT_SEEN =
  'Newsdesk does not see that channel: if it is private, invite it there first with “/invite @newsdesk”.';

async function whatMemberLacks({ client }: Workspace, channel: string, person: string): Promise<string | null> {
  let cursor = '';
  try {
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await client.conversations.members({ channel, limit: PAGE, ...(cursor === '' ? {} : { cursor }) });
      if (
        z
          .array(z.string())
          .parse(answer.members ?? [])
          .includes(person)
      )
        return null;
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (cursor === '') return 'You may change what a channel follows once you have joined it.';
    }
    return 'The channel has too many members to look you up: ask an administrator of the workspace.';
  } catch (error) {
    const name = errorName(error);
    if (name === 'channel_not_found' || name === 'not_in_channel') return NOT_SEEN;
    throw error;
  }
}

// A group that was switched off, or is gone, has no members.
async function isInGroup({ client }: Workspace, group: string, person: string): Promise<boolean> {
  try {
    const answer = await client.usergroups.users.list({ usergroup: group });
    return z
      .array(z.string())
      .parse(answer.users ?? [])
      .includes(person);
  } catch (error) {
    if (['no_such_subteam', 'subteam_disabled', 'invalid_arguments'].includes(errorName(error) ?? '')) return false;
    throw error;
  }
}
