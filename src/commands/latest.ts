import { type Command, changesNothing, numberOption } from './command.ts';
import { answer, list, refusal, storyLine } from './reply.ts';

export const latest: Command = {
  spec: {
    name: 'latest',
    description: 'Shows the newest stories.',
    example: '/news latest 5',
    options: [{ name: 'number', description: 'How many', required: false, type: 'integer', min: 1, max: 25 }],
  },
  changes: changesNothing,
  async run(desk, call) {
    const stories = await desk.archive.latest(numberOption(call, 'number', 10));
    if (stories.length === 0) {
      return refusal(
        'There are no stories yet',
        `Put an article file into ${desk.seedsFolder}; it is read within seconds.`,
      );
    }
    return answer('Newest stories', [list(stories.map(storyLine))]);
  },
};
