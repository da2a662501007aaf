import { composeAlert, PLAIN } from '../outbox/compose.ts';
import { type Command, changesNothing } from './command.ts';
import { answer } from './reply.ts';
import { aboutStory, STORY_OPTION } from './resolve.ts';

export const story: Command = {
  spec: {
    name: 'story',
    description: 'Shows one story with all its sources.',
    example: '/news story Istanbul talks',
    options: [STORY_OPTION],
  },
  changes: changesNothing,
  run: (desk, call) =>
    aboutStory(desk, call, async (view) => {
      const message = composeAlert(view, await desk.archive.timeline(view.story.id), [], PLAIN);
      return answer(view.title, [{ kind: 'message', message }], message.actions);
    }),
};
