import type { Reply } from '../platform/message.ts';
import type { Subscription, Topic } from '../topics/watchlist.ts';
import { type Call, type CommandDesk, channelOf, textOption } from './command.ts';
import { channelSpan, refusal } from './reply.ts';
import { resolveTopic, unknownTopic } from './resolve.ts';

type Meant =
  | { readonly ok: true; readonly topic: Topic | null; readonly subscriptions: readonly Subscription[] }
  | { readonly ok: false; readonly reply: Reply };

/** What a pause or its end concerns: one topic of the channel, or all that the channel follows. */
export function subscriptionsMeant(desk: CommandDesk, call: Call): Meant {
  const channel = channelOf(call);
  const typed = textOption(call, 'topic');
  if (typed === '') {
    const subscriptions = desk.watchlist.followedIn(channel);
    if (subscriptions.length > 0) return { ok: true, topic: null, subscriptions };
    const reply = refusal('Nothing is followed there', [
      channelSpan(channel),
      ' follows nothing. Begin with /news watch and a few words.',
    ]);
    return { ok: false, reply };
  }
  const topic = resolveTopic(desk, call, typed);
  if (topic === null) return { ok: false, reply: unknownTopic(desk, call, typed) };
  const subscription = desk.watchlist.subscription(channel, topic.id);
  if (subscription !== null) return { ok: true, topic, subscriptions: [subscription] };
  const reply = refusal(`“${topic.name}” is not followed there`, [
    channelSpan(channel),
    ' does not follow it. Nothing was changed.',
  ]);
  return { ok: false, reply };
}
