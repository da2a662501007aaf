import { type Command, textOption } from './command.ts';
import { answer, count, list, paragraph, refusal, storyLine } from './reply.ts';
import { resolveStory } from './resolve.ts';

export const timeline: Command = {
  spec: {
    name: 'timeline',
    description: 'Shows what came before a story and what came after.',
    example: '/news timeline Istanbul talks',
    options: [
      { name: 'story', description: 'Its headline, id or page', required: true, type: 'text', suggest: 'story' },
    ],
    changesChannel: false,
  },
  async run(desk, call) {
    const typed = textOption(call, 'story');
    const view = await resolveStory(desk, typed);
    if (view === null) return refusal(`No story is known by “${typed}”`, 'Try words of its headline, or /news latest.');
    const stories = await desk.archive.timeline(view.story.id);
    if (stories.length < 2) {
      return answer(view.title, [
        list([storyLine(view)]),
        paragraph('No other story follows from this one, or led to it.'),
      ]);
    }
    return answer(`Timeline of ${count(stories.length, 'story', 'stories')}`, [list(stories.map(storyLine))]);
  },
};
