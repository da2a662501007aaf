import { composeAlert } from '../outbox/compose.ts';
import { type Command, textOption } from './command.ts';
import { answer, refusal } from './reply.ts';
import { resolveStory } from './resolve.ts';

export const story: Command = {
  spec: {
    name: 'story',
    description: 'Shows one story with all its sources.',
    example: '/news story Istanbul talks',
    options: [
      { name: 'story', description: 'Its headline, id or page', required: true, type: 'text', suggest: 'story' },
    ],
    changesChannel: false,
  },
  async run(desk, call) {
    const typed = textOption(call, 'story');
    const view = await resolveStory(desk, typed);
    if (view === null) return refusal(`No story is known by “${typed}”`, 'Try words of its headline, or /news latest.');
    const timeline = await desk.archive.timeline(view.story.id);
    const message = composeAlert(view, timeline, []);
    return answer(view.title, [{ kind: 'message', message }], message.actions);
  },
};
