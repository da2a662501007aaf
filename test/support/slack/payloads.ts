import type { OpenAct } from './acts.ts';
import type { Json } from './block-check.ts';
import type { Values } from './forms.ts';
import { messageJson } from './posting.ts';
import { escapeTyped } from './speak.ts';
import { viewJson } from './views.ts';
import { type ChannelState, type MessageState, nowMs, type TeamState, type ViewState, type World } from './world.ts';

/** The bodies that Slack sends to an app when people do something. */

function common(world: World, team: TeamState, act: OpenAct): Json {
  const name = nameOf(team, act.place.person);
  return {
    api_app_id: world.appId,
    token: 'verification-token',
    trigger_id: act.triggerId,
    team: { id: team.id, domain: team.domain },
    user: { id: act.place.person, username: name, name, team_id: team.id },
    enterprise: null,
    is_enterprise_install: false,
  };
}

function nameOf(team: TeamState, person: string): string {
  return team.people.get(person)?.name ?? person;
}

export function slashPayload(
  world: World,
  team: TeamState,
  channel: ChannelState,
  act: OpenAct,
  command: string,
  text: string,
): Readonly<Record<string, string>> {
  return {
    token: 'verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'im' ? 'directmessage' : channel.kind === 'public' ? channel.name : 'privategroup',
    user_id: act.place.person,
    user_name: nameOf(team, act.place.person),
    command,
    text: escapeTyped(text),
    api_app_id: world.appId,
    is_enterprise_install: 'false',
    response_url: act.responseUrl ?? '',
    trigger_id: act.triggerId,
  };
}

/** What a control was used on. */
export type Ground =
  | { readonly kind: 'message'; readonly channel: ChannelState; readonly message: MessageState }
  | { readonly kind: 'ephemeral'; readonly channel: ChannelState; readonly ts: string }
  | { readonly kind: 'view'; readonly view: ViewState };

function groundJson(world: World, team: TeamState, ground: Ground): Json {
  switch (ground.kind) {
    case 'message': {
      const { channel, message } = ground;
      return {
        container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: false },
        channel: { id: channel.id, name: channel.name },
        message: messageJson(team, channel, message, false),
      };
    }
    case 'ephemeral': {
      const { channel, ts } = ground;
      return {
        container: { type: 'message', message_ts: ts, channel_id: channel.id, is_ephemeral: true },
        channel: { id: channel.id, name: channel.name },
      };
    }
    case 'view':
      return {
        container: { type: 'view', view_id: ground.view.id },
        view: viewJson(world, team, ground.view),
      };
  }
}

export function actionsPayload(
  world: World,
  team: TeamState,
  act: OpenAct,
  ground: Ground,
  action: Json,
  values: Values,
): Json {
  return {
    type: 'block_actions',
    ...common(world, team, act),
    ...groundJson(world, team, ground),
    ...(ground.kind === 'view' ? {} : { state: { values }, response_url: act.responseUrl }),
    actions: [{ ...action, action_ts: `${nowMs(world) / 1_000}` }],
  };
}

export function suggestionPayload(
  world: World,
  team: TeamState,
  act: OpenAct,
  ground: Ground,
  control: { readonly action_id: string; readonly block_id: string; readonly value: string },
): Json {
  const { trigger_id: _, ...facts } = common(world, team, act);
  return { type: 'block_suggestion', ...facts, ...groundJson(world, team, ground), ...control };
}

export function shortcutPayload(
  world: World,
  team: TeamState,
  act: OpenAct,
  channel: ChannelState,
  message: MessageState,
  callbackId: string,
): Json {
  return {
    type: 'message_action',
    ...common(world, team, act),
    action_ts: `${nowMs(world) / 1_000}`,
    callback_id: callbackId,
    channel: { id: channel.id, name: channel.name },
    message_ts: message.ts,
    message: messageJson(team, channel, message, false),
    response_url: act.responseUrl,
  };
}

export function submissionPayload(
  world: World,
  team: TeamState,
  act: OpenAct,
  view: ViewState,
  responseUrls: readonly Json[],
): Json {
  return {
    type: 'view_submission',
    ...common(world, team, act),
    view: viewJson(world, team, view),
    response_urls: responseUrls,
  };
}

export function closedPayload(world: World, team: TeamState, act: OpenAct, view: ViewState): Json {
  const { trigger_id: _, ...facts } = common(world, team, act);
  return { type: 'view_closed', ...facts, view: viewJson(world, team, view), is_cleared: false };
}
