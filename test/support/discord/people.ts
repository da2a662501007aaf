import type { Answer, Manner, OptionInput, People, Permission } from './control.ts';
import { findComponent, submitted, toModal } from './forms.ts';
import {
  interactionPayload,
  noneResolved,
  type Resolved,
  resolveChannel,
  resolvedPayload,
  resolveRole,
  resolveUser,
} from './interaction-payload.ts';
import { INTERACTION, type InteractionState, type Outcome } from './interaction-state.ts';
import type { Interactions } from './interactions.ts';
import { messagePayload } from './payloads.ts';
import { ALL, has } from './permissions.ts';
import { toSeen } from './seen.ts';
import {
  type ChannelState,
  type CommandState,
  type Discord,
  type Json,
  type MessageState,
  need,
  permissionsIn,
} from './state.ts';
import { typedOptions } from './typed-options.ts';

const SLASH = 1;
const MESSAGE_MENU = 3;

/** What people do with the bot, through interactions. */
export function createPeople(discord: Discord, interactions: Interactions): People {
  const { state } = discord;

  const begin = (
    type: InteractionState['type'],
    personId: string,
    channel: ChannelState,
    sourceId: string | null,
    data: Json,
    manner: Manner,
  ) =>
    interactions.open({ type, personId, channel, sourceId }, (interaction) => {
      const guild = channel.guildId === null ? undefined : state.guilds.get(channel.guildId);
      if (guild && (!guild.invited || guild.out)) return;
      discord.dispatch('INTERACTION_CREATE', interactionPayload(state, interaction, data, manner.locale ?? 'en-US'));
    });

  const toAnswer = ({ interaction, outcome }: { interaction: InteractionState; outcome: Outcome }): Answer => {
    const interactionId = interaction.id;
    switch (outcome.kind) {
      case 'message':
      case 'update': {
        const message = toSeen(state, need(state.messages, outcome.messageId, 'message'));
        return { kind: outcome.kind, interactionId, message, deferred: outcome.deferred };
      }
      case 'modal':
        return { kind: 'modal', interactionId, modal: toModal(outcome.data, interactionId) };
      case 'choices':
        throw new Error('A command was answered with choices.');
    }
  };

  const commandFor = (personId: string, channel: ChannelState, name: string, type: number): CommandState => {
    const guild = channel.guildId === null ? undefined : state.guilds.get(channel.guildId);
    const here = guild ? [...(state.commands.get(guild.id)?.values() ?? [])] : [];
    const all = [...here, ...(state.commands.get('')?.values() ?? [])];
    const command = all.find(({ body }) => body['name'] === name && (body['type'] ?? SLASH) === type);
    if (!command || (guild && !guild.invited)) throw new Error(`There is no command "${name}".`);
    checkMayUse(personId, channel, command.body);
    return command;
  };

  const checkMayUse = (personId: string, channel: ChannelState, body: Json) => {
    const contexts = Array.isArray(body['contexts']) ? body['contexts'] : null;
    if (channel.guildId === null) {
      const isOffered = contexts ? contexts.includes(1) : body['dm_permission'] !== false;
      if (!isOffered) throw new Error('The command is not offered in private messages.');
      return;
    }
    if (contexts && !contexts.includes(0)) throw new Error('The command is not offered in guilds.');
    checkSees(personId, channel, 'USE_APPLICATION_COMMANDS');
    const needed = body['default_member_permissions'];
    if (needed === undefined || needed === null) return;
    const bits = permissionsIn(state, personId, channel);
    const wanted = BigInt(String(needed));
    const mayAll = bits === ALL;
    if (!mayAll && (wanted === 0n || (bits & wanted) !== wanted))
      throw new Error('The command is hidden from this person.');
  };

  const checkSees = (personId: string, channel: ChannelState, permission: Permission) => {
    if (has(permissionsIn(state, personId, channel), permission)) return;
    throw new Error(`${personId} lacks ${permission} in ${channel.id}.`);
  };

  const channelOf = (personId: string, channelId: string): ChannelState => {
    const channel = need(state.channels, channelId, 'channel');
    checkSees(personId, channel, 'VIEW_CHANNEL');
    return channel;
  };

  const messageOf = (personId: string, messageId: string): MessageState => {
    const message = need(state.messages, messageId, 'message');
    if (message.onlyFor !== null && message.onlyFor !== personId)
      throw new Error('Only another person sees that message.');
    channelOf(personId, message.channelId);
    return message;
  };

  const commandData = (
    personId: string,
    channel: ChannelState,
    path: string,
    values: Readonly<Record<string, OptionInput>>,
    focused: { readonly name: string; readonly value: string } | null,
  ): Json => {
    const [name = '', ...rest] = path.split(' ');
    const command = commandFor(personId, channel, name, SLASH);
    const resolved = noneResolved();
    const options = typedOptions({ state, personId, channel, resolved }, command.body, rest, values, focused);
    return { id: command.id, name, type: SLASH, options, ...resolvedPayload(resolved) };
  };

  const useComponent = async (
    personId: string,
    messageId: string,
    wanted: string,
    values: readonly string[] | null,
    manner: Manner,
  ): Promise<Answer> => {
    const message = messageOf(personId, messageId);
    const channel = need(state.channels, message.channelId, 'channel');
    const component = findComponent(message.components, wanted);
    const resolved = noneResolved();
    if (values) resolveChosen(personId, channel, component, values, resolved);
    const data = {
      custom_id: component['custom_id'],
      component_type: component['type'],
      id: component['id'],
      ...(values ? { values, ...resolvedPayload(resolved) } : {}),
    };
    return toAnswer(await begin(INTERACTION.component, personId, channel, message.id, data, manner));
  };

  const resolveChosen = (
    personId: string,
    channel: ChannelState,
    component: Json,
    values: readonly string[],
    resolved: Resolved,
  ) => {
    for (const value of values) {
      if (component['type'] === 5) resolveUser(state, channel.guildId, value, resolved);
      if (component['type'] === 6) resolveRole(state, channel.guildId, value, resolved);
      if (component['type'] === 8) resolveChannel(state, channel.guildId, personId, value, resolved);
    }
  };

  return {
    command: (personId, channelId, path, options = {}, manner = {}) =>
      settled(async () => {
        const channel = channelOf(personId, channelId);
        const data = commandData(personId, channel, path, options, null);
        return toAnswer(await begin(INTERACTION.command, personId, channel, null, data, manner));
      }),
    autocomplete: (personId, channelId, path, focused, options = {}, manner = {}) =>
      settled(async () => {
        const channel = channelOf(personId, channelId);
        const data = commandData(personId, channel, path, options, focused);
        const { outcome } = await begin(INTERACTION.autocomplete, personId, channel, null, data, manner);
        if (outcome.kind !== 'choices') throw new Error('A completion was answered with something else than choices.');
        return outcome.choices;
      }),
    press: (personId, messageId, button, manner = {}) =>
      settled(() => useComponent(personId, messageId, button, null, manner)),
    choose: (personId, messageId, select, values, manner = {}) =>
      settled(() => useComponent(personId, messageId, select, values, manner)),
    submitForm: (personId, modal, values, manner = {}) =>
      settled(async () => {
        const opener = interactions.get(modal.interactionId);
        if (opener.personId !== personId) throw new Error('Another person has that form open.');
        const resolved = noneResolved();
        const form = submitted(state, personId, opener.channel, modal, values, resolved);
        const data = { ...form, ...resolvedPayload(resolved) };
        return toAnswer(await begin(INTERACTION.form, personId, opener.channel, opener.sourceId, data, manner));
      }),
    messageCommand: (personId, messageId, name, manner = {}) =>
      settled(async () => {
        const message = messageOf(personId, messageId);
        const channel = need(state.channels, message.channelId, 'channel');
        const command = commandFor(personId, channel, name, MESSAGE_MENU);
        const resolved = noneResolved();
        // Whoever is given a message so may read it whole.
        resolved.messages[message.id] = messagePayload(state, message);
        const data = { id: command.id, name, type: MESSAGE_MENU, target_id: message.id, ...resolvedPayload(resolved) };
        return toAnswer(await begin(INTERACTION.command, personId, channel, null, data, manner));
      }),
    seen(interactionId) {
      const { originalId, followUps } = interactions.get(interactionId);
      const ids = [...(originalId === null ? [] : [originalId]), ...followUps];
      return ids.flatMap((id) => {
        const message = state.messages.get(id);
        return message ? [toSeen(state, message)] : [];
      });
    },
  };
}

/** A promise that may fail before anybody awaits it, without that being an unhandled rejection. */
function settled<Value>(act: () => Promise<Value>): Promise<Value> {
  const promise = act();
  promise.catch(() => undefined);
  return promise;
}
