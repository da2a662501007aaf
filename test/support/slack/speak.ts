import type { ChannelRef, MessageRef } from './control.ts';
import type { Stage } from './method.ts';
import type { PersonRef } from './people.ts';
import { PLAIN_MANNER, storeMessage } from './posting.ts';
import { channelOf, fault, personOf, teamOf } from './world.ts';

const CHANNEL_TYPES = { public: 'channel', private: 'group', mpim: 'mpim', im: 'im' } as const;

const WRITTEN = /(<(?:[#@!]|https?:|mailto:)[^<>]*>)/;

/**
 * What a person typed, as Slack sends it on: `&`, `<` and `>` are escaped. What Slack's own clients write for channels, people,
 * user groups and links (`<#C1|news>`) stays.
 */
export function escapeTyped(text: string): string {
  const escaped = (part: string) => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return text
    .split(WRITTEN)
    .map((part) => (WRITTEN.test(part) ? part : escaped(part)))
    .join('');
}

/** A person says something; the app hears of it where the bot is, and where it was named. */
export function speak(
  stage: Stage,
  ref: PersonRef,
  at: ChannelRef,
  typed: string,
  threadTs: string | null,
): MessageRef {
  const team = teamOf(stage.world, ref.team);
  const person = personOf(stage.world, ref);
  const channel = channelOf(stage.world, at);
  if (!channel.members.has(person.id)) return fault(`${person.name} is not in ${channel.name}.`);
  const text = escapeTyped(typed);
  const words = { text, blocks: [], shown: [] };
  const message = storeMessage(stage, team, channel, words, { ...PLAIN_MANNER, user: person.id, threadTs });
  const thread = threadTs === null ? {} : { thread_ts: threadTs };
  const facts = { channel: channel.id, user: person.id, text, ts: message.ts, team: team.id, ...thread };
  if (channel.members.has(team.botUserId)) {
    stage.courier.emit(team, { type: 'message', channel_type: CHANNEL_TYPES[channel.kind], ...facts });
    if (text.includes(`<@${team.botUserId}>`)) stage.courier.emit(team, { type: 'app_mention', ...facts });
  }
  return { channel: at, ts: message.ts };
}
