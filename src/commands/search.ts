import { type Command, changesNothing, textOption } from './command.ts';
import { answer, count, list, paragraph, refusal, storyLine } from './reply.ts';

const MOST = 10;

export const search: Command = {
  spec: {
    name: 'search',
    description: 'Finds stories by their words.',
    example: '/news search Istanbul talks',
    options: [
      { name: 'words', description: 'Words to look for', required: true, type: 'text', suggest: null, named: false },
    ],
  },
  changes: changesNothing,
  async run(desk, call) {
    const words = textOption(call, 'words');
    const found = await desk.archive.search(words, MOST);
    if (found.length === 0) {
      return refusal(`Nothing found for “${words}”`, 'No article here has these words. Try fewer or other words.');
    }
    const title = `${count(found.length, 'story', 'stories')} for “${words}”`;
    const more = found.length === MOST ? [paragraph(`These are the best ${MOST}; more words narrow it down.`)] : [];
    return answer(title, [list(found.map(storyLine)), ...more]);
  },
};
