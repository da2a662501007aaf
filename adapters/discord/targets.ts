import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../src/lib/log.ts';
import { type ChannelAddress, OWNER_CHANNEL } from '../../src/platform/channel.ts';
import type { Access, Outcome, Reach } from '../../src/platform/platform.ts';
import { CODES, type Doing, errorFields, type Failure, failureOf, outcomeOf } from './outcome.ts';
import type { Place, Places } from './places.ts';
import type { Api } from './rest.ts';
import { isSnowflake } from './rich.ts';

/** Where a message goes: a place of the guild, or the private messages of its owner (`place` is null then). */
export type Target =
  | { readonly kind: 'target'; readonly channelId: string; readonly place: Place | null }
  | { readonly kind: 'closed'; readonly outcome: Outcome };

/** Where messages go, and what keeps them from getting there. Nothing here rejects. */
export type Targets = {
  /** The channel that an address leads to. */
  resolve(address: ChannelAddress): Promise<Target>;
  /** Why Discord would not take a post or an edit, or would show nothing of it; null where it would. */
  hindered(place: Place | null, doing: 'post' | 'edit'): Promise<Outcome | null>;
  /** The outcome of what a call rejected with; a channel that is lost because the whole server is, is told as that. */
  explained(error: unknown, doing: Doing, at: ChannelAddress): Promise<Outcome>;
  inspect(address: ChannelAddress): Promise<Access>;
};

export type TargetOptions = { readonly api: Api; readonly places: Places; readonly log: Log };

const NO_SUCH_CHANNEL = 'There is no such channel in this server.';
const GUILD_LOST: Failure = { kind: 'answered', status: 404, code: CODES.unknownGuild, field: null };

const idSchema = z.object({ id: z.string() });

export function createTargets({ api, places, log }: TargetOptions): Targets {
  /** Private channels by the person's id. */
  const privateChannels = new Map<string, string>();

  async function resolve(address: ChannelAddress): Promise<Target> {
    try {
      if (address.channel === OWNER_CHANNEL) {
        const { owner } = await places.guild(address.workspace);
        return { kind: 'target', channelId: await privateChannel(owner), place: null };
      }
      if (!isSnowflake(address.channel)) return closed('channel', NO_SUCH_CHANNEL);
      const place = await places.place(address.channel);
      // An id that people or buttons bring may be one of another server.
      if (place.guild !== address.workspace) return closed('channel', NO_SUCH_CHANNEL);
      return { kind: 'target', channelId: place.id, place };
    } catch (error) {
      return { kind: 'closed', outcome: await explained(error, 'look', address) };
    }
  }

  async function privateChannel(person: string): Promise<string> {
    const known = privateChannels.get(person);
    if (known !== undefined) return known;
    const { id } = idSchema.parse(await api.post(Routes.userChannels(), { recipient_id: person }));
    privateChannels.set(person, id);
    return id;
  }

  async function hindered(place: Place | null, doing: 'post' | 'edit'): Promise<Outcome | null> {
    if (place === null) return null;
    try {
      const reason = await places.hindrance(place, doing);
      return reason === null ? null : { kind: 'refused', reach: 'channel', reason };
    } catch {
      // What is not known is for Discord to say.
      return null;
    }
  }

  async function explained(error: unknown, doing: Doing, at: ChannelAddress): Promise<Outcome> {
    const failure = failureOf(error);
    const outcome = outcomeOf(failure, doing);
    if (outcome.kind === 'refused' && outcome.reach === 'channel') {
      if (await isGuildLost(at.workspace)) return outcomeOf(GUILD_LOST, 'look');
    }
    if (failure.kind === 'answered' && failure.field !== null) {
      log.error(errorFields(error), 'Discord refused the form of a message');
    } else if (failure.kind === 'lost') {
      log.warn(errorFields(error), 'An answer of Discord was lost');
    }
    return outcome;
  }

  async function isGuildLost(guild: string): Promise<boolean> {
    try {
      await places.guild(guild);
      return false;
    } catch (error) {
      const failure = failureOf(error);
      return failure.kind === 'answered' && (failure.status === 404 || failure.status === 403);
    }
  }

  async function inspect(address: ChannelAddress): Promise<Access> {
    try {
      // Before the channel: where the whole server is lost, that is what people should hear.
      await places.guild(address.workspace);
    } catch (error) {
      const failure = failureOf(error);
      const isLost = failure.kind === 'answered' && (failure.status === 403 || failure.status === 404);
      return accessOf(outcomeOf(isLost ? GUILD_LOST : failure, 'look'));
    }
    const target = await resolve(address);
    if (target.kind === 'closed') return accessOf(target.outcome);
    if (target.place === null) return { kind: 'open' };
    try {
      const reason = await places.hindrance(target.place, 'post');
      return reason === null ? { kind: 'open' } : { kind: 'closed', reach: 'channel', reason };
    } catch (error) {
      return accessOf(await explained(error, 'look', address));
    }
  }

  return { resolve, hindered, explained, inspect };
}

function closed(reach: Reach, reason: string): Target {
  return { kind: 'closed', outcome: { kind: 'refused', reach, reason } };
}

function accessOf(outcome: Outcome): Access {
  switch (outcome.kind) {
    case 'refused':
      return { kind: 'closed', reach: outcome.reach, reason: outcome.reason };
    case 'failed':
    case 'unknown':
    case 'uneditable':
      return { kind: 'unknown', reason: outcome.reason };
    case 'limited':
      return { kind: 'unknown', reason: 'Discord limits the rate of calls.' };
    case 'done':
      return { kind: 'open' };
  }
}
