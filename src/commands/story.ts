import { composeAlert } from '../outbox/compose.ts';
import type { Command } from './command.ts';
import { answer } from './reply.ts';
import { aboutStory, STORY_OPTION } from './resolve.ts';

export const story: Command = {
  spec: {
    name: 'story',
    description: 'Shows one story with all its sources.',
    example: '/news story Istanbul talks',
    options: [STORY_OPTION],
    changesChannel: false,
  },
  run: (desk, call) =>
    aboutStory(desk, call, async (view) => {
      const message = composeAlert(view, await desk.archive.timeline(view.story.id), []);
      return answer(view.title, [{ kind: 'message', message }], message.actions);
    }),
};
