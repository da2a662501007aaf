import { type Command, changesNothing } from './command.ts';
import { answer, count, list, paragraph, storyLine } from './reply.ts';
import { aboutStory, STORY_OPTION } from './resolve.ts';

export const timeline: Command = {
  spec: {
    name: 'timeline',
    description: 'Shows what came before a story and what came after.',
    example: '/news timeline Istanbul talks',
    options: [STORY_OPTION],
  },
  changes: changesNothing,
  run: (desk, call) =>
    aboutStory(desk, call, async (view) => {
      const stories = await desk.archive.timeline(view.story.id);
      if (stories.length < 2) {
        const alone = paragraph('No other story follows from this one, or led to it.');
        return answer(view.title, [list([storyLine(view)]), alone]);
      }
      return answer(`Timeline of ${count(stories.length, 'story', 'stories')}`, [list(stories.map(storyLine))]);
    }),
};
