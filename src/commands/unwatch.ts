import { nearest } from '../lib/nearest.ts';
import { type ChannelAddress, workspaceKey } from '../platform/channel.ts';
import type { Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import { type Command, type CommandDesk, channelOption, textOption } from './command.ts';
import { answer, paragraph, refusal } from './reply.ts';

export const unwatch: Command = {
  spec: {
    name: 'unwatch',
    description: 'Ends a topic in a channel.',
    example: '/news unwatch US–Russia embassy talks',
    options: [
      { name: 'topic', description: 'The topic to end', required: true, type: 'text', suggest: 'topic' },
      { name: 'channel', description: 'The channel that follows it', required: false, type: 'channel' },
    ],
    changesChannel: true,
  },
  // The whole of it in one turn: somebody else may be ending the same topic.
  run: (desk, call) => desk.turns(() => unfollow(desk, textOption(call, 'topic'), channelOption(call, 'channel'))),
};

async function unfollow(desk: CommandDesk, name: string, channel: ChannelAddress): Promise<Reply> {
  const workspace = workspaceKey(channel);
  const topic = desk.watchlist.topicNamed(workspace, name);
  if (topic === null) {
    const near = nearest(
      name,
      desk.watchlist.topics(workspace).map((other) => other.name),
    );
    const advice = near ? `Did you mean “${near}”?` : '/news topics lists them.';
    return refusal(`There is no topic “${name}”`, `Nothing was changed. ${advice}`);
  }
  const subscription = desk.watchlist.subscription(channel, topic.id);
  if (subscription === null) {
    const where = desk.watchlist.followers(topic.id).map((other) => `#${other.channel.channel}`);
    return refusal(`#${channel.channel} does not follow “${topic.name}”`, `It is followed in ${where.join(', ')}.`);
  }
  const withdrawn = desk.outbox.withdraw(channel, topic.id, desk.clock());
  await commitChanges(desk.store, [desk.watchlist.unwatch(subscription), withdrawn]);
  return answer(
    `#${channel.channel} no longer follows “${topic.name}”`,
    [paragraph('What was posted stays, and is still kept up to date.')],
    [{ label: 'Follow again', command: `/news watch ${topic.name}` }],
  );
}
