import { PermissionFlagsBits as Flags, Routes } from 'discord.js';
import { z } from 'zod';
import { type ChannelAddress, OWNER_CHANNEL } from '../../src/platform/channel.ts';
import type { CheckResult } from '../../src/platform/live.ts';
import { failureOf, outcomeOf, TOKEN_ADVICE } from './outcome.ts';
import { inviteLink, listed, missing } from './permissions.ts';
import { lackSentence, type Place, type Places } from './places.ts';
import type { Api } from './rest.ts';
import { isSnowflake } from './rich.ts';

export type CheckOptions = { readonly api: Api; readonly places: Places };

const applicationSchema = z.object({ id: z.string(), name: z.string() });

/** Looks at the token and the given channels, through the REST API alone: a second connection would answer people twice. */
export function createCheck({ api, places }: CheckOptions) {
  return async function check(channels: readonly ChannelAddress[]): Promise<readonly CheckResult[]> {
    const identity = await checkToken();
    if (identity.some(({ level }) => level === 'bad')) return identity;
    const results = [...identity];
    for (const channel of channels) if (channel.channel !== OWNER_CHANNEL) results.push(await checkChannel(channel));
    return results;
  };

  async function checkToken(): Promise<readonly CheckResult[]> {
    try {
      const { id, name } = applicationSchema.parse(await api.get(Routes.oauth2CurrentApplication()));
      return [
        { level: 'good', what: `Discord knows the bot as “${name}”.`, advice: null },
        { level: 'good', what: `The bot is invited to a server with ${inviteLink(id)}`, advice: null },
      ];
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'answered' && failure.status === 401) {
        return [{ level: 'bad', what: 'Discord does not accept DISCORD_TOKEN.', advice: TOKEN_ADVICE }];
      }
      const advice = 'Check this machine’s way to the internet, and DISCORD_API_URL where it is set.';
      return [{ level: 'bad', what: reasonOf(error), advice }];
    }
  }

  async function checkChannel(address: ChannelAddress): Promise<CheckResult> {
    if (!isSnowflake(address.channel)) {
      const advice = 'Follow the topic in another channel.';
      return { level: 'bad', what: `${address.channel} is no channel of Discord.`, advice };
    }
    try {
      const place = await places.place(address.channel);
      if (place.guild !== address.workspace) {
        return { level: 'bad', what: `The channel ${address.channel} is not in its server.`, advice: null };
      }
      const hindrance = await places.hindrance(place, 'post');
      if (hindrance !== null)
        return { level: 'bad', what: `#${place.name}: nothing can be posted.`, advice: hindrance };
      return await checkExtras(place);
    } catch (error) {
      return { level: 'bad', what: `The channel ${address.channel} cannot be looked at.`, advice: reasonOf(error) };
    }
  }

  /** What alerts can do without, though worse. */
  async function checkExtras(place: Place): Promise<CheckResult> {
    const held = await places.permissions(place, await places.self(place.guild));
    const threads = place.kind === 'text' || place.kind === 'announcement' ? [Flags.CreatePublicThreads] : [];
    const lacks = missing(held, [Flags.ReadMessageHistory, ...threads, Flags.SendMessagesInThreads]);
    if (lacks.length === 0) return { level: 'good', what: `#${place.name}: alerts can be posted.`, advice: null };
    const what = `#${place.name}: alerts can be posted, though without ${listed(lacks)} follow-ups stand in the channel and a lost answer may not be cleared up.`;
    return { level: 'warning', what, advice: lackSentence(lacks) };
  }
}

function reasonOf(error: unknown): string {
  const outcome = outcomeOf(failureOf(error), 'look');
  return 'reason' in outcome ? outcome.reason : 'Discord limits the rate of calls; try again in a minute.';
}
