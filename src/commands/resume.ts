import type { Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import { type Call, CHANNEL_OPTION, type Command, type CommandDesk, changesItsChannel, channelOf } from './command.ts';
import { subscriptionsMeant } from './pausing.ts';
import { answer, channelSpan, paragraph, refusal } from './reply.ts';
import { topicOption } from './resolve.ts';

export const resume: Command = {
  spec: {
    name: 'resume',
    description: 'Ends a pause, of one topic or of all.',
    example: '/news resume',
    options: [topicOption('The topic; all that the channel follows where none is named', false), CHANNEL_OPTION],
  },
  changes: changesItsChannel,
  run: (desk, call) => desk.turns(() => release(desk, call)),
};

async function release(desk: CommandDesk, call: Call): Promise<Reply> {
  const meant = subscriptionsMeant(desk, call);
  if (!meant.ok) return meant.reply;
  const channel = channelSpan(channelOf(call));
  const paused = meant.subscriptions.filter((one) => one.paused !== null);
  if (paused.length === 0) return refusal('Nothing is paused there', ['Nothing was changed in ', channel, '.']);
  await commitChanges(desk.store, [desk.watchlist.change(paused.map((one) => ({ ...one, paused: null })))]);
  desk.wake();
  const what = meant.topic === null ? 'what it follows' : `“${meant.topic.name}”`;
  return answer('Resumed', [
    paragraph(channel, ` hears of ${what} again. What came meanwhile is told now, in one message.`),
  ]);
}
