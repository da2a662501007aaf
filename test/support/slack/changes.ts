import type { Stage } from './method.ts';
import type { Delivery } from './people.ts';
import { type ChannelState, issueToken, type TeamState } from './world.ts';

/** The token is void from now on; the app stays in the workspace. */
export function revoke(stage: Stage, team: TeamState): Delivery | null {
  team.token.state = 'revoked';
  return stage.courier.emit(team, { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUserId] } });
}

/** The app leaves the workspace and its channels. */
export function uninstallTeam(stage: Stage, team: TeamState): readonly Delivery[] {
  if (team.token.state === 'active') team.token.state = 'inactive';
  team.isInstalled = false;
  for (const channel of team.channels.values()) if (channel.kind !== 'im') channel.members.delete(team.botUserId);
  const told = [
    stage.courier.emit(team, { type: 'app_uninstalled' }),
    stage.courier.emit(team, { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUserId] } }),
  ];
  return told.filter((delivery) => delivery !== null);
}

/** The app comes into a workspace, or comes again: the token stays where it is still good. */
export function installTeam(stage: Stage, team: TeamState, scopes: readonly string[]): void {
  if (team.token.state !== 'active') team.token = issueToken(stage.world, team.id);
  if (!team.isInstalled) team.scopes.clear();
  team.isInstalled = true;
  for (const scope of scopes) {
    team.scopes.add(scope);
    team.removedScopes.delete(scope);
  }
}

/** The name of an event about a channel, which differs for private ones. */
function named(channel: ChannelState, what: 'archive' | 'deleted' | 'left' | 'rename' | 'unarchive'): string {
  return `${channel.kind === 'private' || channel.kind === 'mpim' ? 'group' : 'channel'}_${what}`;
}

/** Takes the bot out of a channel. Slack tells it with channel_left or group_left; member_left_channel is for those who stay. */
export function expelBot(stage: Stage, team: TeamState, channel: ChannelState, by: string): Delivery | null {
  channel.members.delete(team.botUserId);
  return stage.courier.emit(team, { type: named(channel, 'left'), channel: channel.id, actor_id: by });
}

/** Somebody, or the bot, comes into a channel. */
export function admit(stage: Stage, team: TeamState, channel: ChannelState, user: string, by: string): Delivery | null {
  const wasMember = channel.members.has(team.botUserId);
  channel.members.add(user);
  const sees = wasMember || user === team.botUserId;
  return sees
    ? stage.courier.emit(team, { type: 'member_joined_channel', ...memberFacts(team, channel, user), inviter: by })
    : null;
}

export function dismissMember(stage: Stage, team: TeamState, channel: ChannelState, user: string): Delivery | null {
  channel.members.delete(user);
  if (!channel.members.has(team.botUserId)) return null;
  return stage.courier.emit(team, { type: 'member_left_channel', ...memberFacts(team, channel, user) });
}

function memberFacts(team: TeamState, channel: ChannelState, user: string) {
  return { user, channel: channel.id, channel_type: channel.kind === 'public' ? 'C' : 'G', team: team.id };
}

export function setArchived(
  stage: Stage,
  team: TeamState,
  channel: ChannelState,
  by: string,
  isArchived: boolean,
): Delivery | null {
  channel.isArchived = isArchived;
  const type = named(channel, isArchived ? 'archive' : 'unarchive');
  return tell(stage, team, channel, { type, channel: channel.id, user: by });
}

export function renameChannel(stage: Stage, team: TeamState, channel: ChannelState, name: string): Delivery | null {
  channel.name = name;
  const facts = { id: channel.id, name, created: 1_700_000_000 };
  return tell(stage, team, channel, { type: named(channel, 'rename'), channel: facts });
}

export function dropChannel(stage: Stage, team: TeamState, channel: ChannelState, by: string): Delivery | null {
  team.channels.delete(channel.id);
  return tell(stage, team, channel, { type: named(channel, 'deleted'), channel: channel.id, actor_id: by });
}

/** What happens in a private channel is told to its members only. */
function tell(
  stage: Stage,
  team: TeamState,
  channel: ChannelState,
  event: Readonly<Record<string, unknown>> & { readonly type: string },
): Delivery | null {
  if (channel.kind !== 'public' && !channel.members.has(team.botUserId)) return null;
  return stage.courier.emit(team, event);
}
