import { isStanding } from '../outbox/hold.ts';
import type { Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import type { Subscription } from '../topics/watchlist.ts';
import {
  type Call,
  CHANNEL_OPTION,
  type Command,
  type CommandDesk,
  changesItsChannel,
  channelOf,
  textOption,
} from './command.ts';
import { forOption, readHowLong } from './duration.ts';
import { subscriptionsMeant } from './pausing.ts';
import { answer, button, channelSpan, inChannel, momentSpan, paragraph, refusal } from './reply.ts';
import { topicOption } from './resolve.ts';

export const pause: Command = {
  spec: {
    name: 'pause',
    description: 'Holds a channel’s alerts back, of one topic or of all.',
    example: '/news pause US–Russia embassy talks for 3 days',
    options: [
      topicOption('The topic; all that the channel follows where none is named', false),
      CHANNEL_OPTION,
      forOption('For how long: 2h, 3 days, 1 week; until /news resume where nothing is said'),
    ],
  },
  changes: changesItsChannel,
  run: (desk, call) => desk.turns(() => hold(desk, call)),
};

async function hold(desk: CommandDesk, call: Call): Promise<Reply> {
  const meant = subscriptionsMeant(desk, call);
  if (!meant.ok) return meant.reply;
  const now = desk.clock();
  const read = readHowLong(textOption(call, 'for') || 'good', now);
  if (!read.ok) return refusal(read.problem, read.advice);
  if (read.howLong.kind === 'off') return refusal('A pause of no time changes nothing', '/news resume ends a pause.');
  const until = read.howLong.kind === 'until' ? read.howLong.at : null;
  // A pause that is made longer has lasted since it began.
  const since = ({ paused }: Subscription) => (isStanding(paused, now) ? paused.since : now);
  const paused = meant.subscriptions.map((one) => ({ ...one, paused: { since: since(one), until } }));
  await commitChanges(desk.store, [desk.watchlist.change(paused)]);
  desk.wake();
  const channel = channelOf(call);
  const what = meant.topic === null ? 'Everything that it follows' : `“${meant.topic.name}”`;
  const end = until === null ? ' until /news resume' : [' until ', momentSpan(until, desk.settings.of(channel).zone)];
  return answer(
    'Paused',
    [
      paragraph(channelSpan(channel), `: ${what} is held back`, ...end, '.'),
      paragraph('What comes meanwhile is told in one message afterwards. Messages that are there are kept up to date.'),
    ],
    button('Resume', `/news resume${meant.topic === null ? '' : ` ${meant.topic.id}`}${inChannel(call)}`),
  );
}
