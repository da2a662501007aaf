import type { Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import type { StoryView } from '../stories/view.ts';
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
import {
  answer,
  button,
  channelSpan,
  inChannel,
  momentSpan,
  paragraph,
  refusal,
  storyLine,
  storyRef,
} from './reply.ts';
import { aboutStory, STORY_OPTION } from './resolve.ts';

export const mute: Command = {
  spec: {
    name: 'mute',
    description: 'Lets a channel hear no more of a story, for good or for a time.',
    example: '/news mute Istanbul talks for 3 days',
    options: [
      STORY_OPTION,
      forOption('For how long: 2h, 3 days, good; off ends it. For good where nothing is said'),
      CHANNEL_OPTION,
    ],
  },
  changes: changesItsChannel,
  run: (desk, call) => desk.turns(() => aboutStory(desk, call, (view) => silence(desk, call, view))),
};

async function silence(desk: CommandDesk, call: Call, view: StoryView): Promise<Reply> {
  const now = desk.clock();
  const channel = channelOf(call);
  const read = readHowLong(textOption(call, 'for') || 'good', now);
  if (!read.ok) return refusal(read.problem, read.advice);
  const about = paragraph(...storyLine(view));
  const story = view.story.id;
  if (read.howLong.kind === 'off') {
    if (desk.mutes.until(channel, story, now) === null) {
      return refusal('The story is not muted there', ['Nothing was changed in ', channelSpan(channel), '.']);
    }
    await commitChanges(desk.store, [desk.mutes.unmute(channel, story)]);
    desk.wake();
    return answer('No longer muted', [about, paragraph(channelSpan(channel), ' hears of it again.')]);
  }
  const until = read.howLong.kind === 'until' ? read.howLong.at : null;
  await commitChanges(desk.store, [desk.mutes.mute(channel, story, until)]);
  desk.wake();
  const end = until === null ? [''] : [' until ', momentSpan(until, desk.settings.of(channel).zone)];
  return answer(
    'Muted',
    [about, paragraph(channelSpan(channel), ' hears no more of it', ...end, '. Its message stays as it is.')],
    button('Undo', `/news mute ${storyRef(view)} for off${inChannel(call)}`),
  );
}
