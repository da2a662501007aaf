import { fold } from '../lib/text.ts';
import type { Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import type { Topic } from '../topics/watchlist.ts';
import {
  type Call,
  CHANNEL_OPTION,
  type Command,
  type CommandDesk,
  changesItsChannel,
  channelOf,
  textOption,
} from './command.ts';
import { formatLine } from './parse.ts';
import { answer, button, channelSpan, enumerated, paragraph, refusal } from './reply.ts';
import { resolveTopic, topicOption, unknownTopic } from './resolve.ts';
import { watch } from './watch.ts';

export const unwatch: Command = {
  spec: {
    name: 'unwatch',
    description: 'Ends a topic in a channel.',
    example: '/news unwatch US–Russia embassy talks',
    options: [topicOption('The topic to end', true), CHANNEL_OPTION],
  },
  changes: changesItsChannel,
  // The whole of it in one turn: somebody else may be ending the same topic.
  run: (desk, call) => desk.turns(() => unfollow(desk, call)),
};

async function unfollow(desk: CommandDesk, call: Call): Promise<Reply> {
  const typed = textOption(call, 'topic');
  const channel = channelOf(call);
  const topic = resolveTopic(desk, call, typed);
  if (topic === null) return unknownTopic(desk, call, typed);
  const subscription = desk.watchlist.subscription(channel, topic.id);
  if (subscription === null) {
    const where = desk.watchlist.followers(topic.id).map((other) => [channelSpan(other.channel)]);
    return refusal(`“${topic.name}” is not followed there`, [
      channelSpan(channel),
      ' does not follow it. It is followed in ',
      ...enumerated(where),
      '.',
    ]);
  }
  const withdrawn = desk.outbox.withdraw(channel, topic.id, desk.clock());
  await commitChanges(desk.store, [desk.watchlist.unwatch(subscription), withdrawn]);
  return answer(
    `“${topic.name}” is no longer followed`,
    [paragraph(channelSpan(channel), ' hears no more of it. What was posted stays, and is still kept up to date.')],
    button('Follow again', followAgain(desk, call, topic)),
  );
}

/** A topic that nobody follows any more is gone: one that was edited comes back by what it had become. */
function followAgain(desk: CommandDesk, call: Call, { id, name, query }: Topic): string {
  const isThere = desk.watchlist.topic(id) !== null;
  const words = isThere ? id : fold(query) === fold(name) ? name : query;
  const { channel } = call.options;
  return formatLine(watch.spec, channel === undefined ? { topic: words } : { topic: words, channel });
}
