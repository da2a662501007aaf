import { fold } from '../lib/text.ts';
import type { Rich } from '../platform/message.ts';
import type { Topic } from '../topics/watchlist.ts';
import { type Command, type CommandDesk, changesNothing, numberOption, workspaceOf } from './command.ts';
import { sayFollowing } from './following.ts';
import { answer, button, channelSpan, count, enumerated, list, paragraph, refusal } from './reply.ts';

const A_PAGE = 10;
const MOST_PAGES = 1_000;

export const topics: Command = {
  spec: {
    name: 'topics',
    description: 'Lists what this workspace watches for, where and how.',
    example: '/news topics 2',
    options: [
      {
        name: 'page',
        description: 'Which page of the list',
        required: false,
        type: 'integer',
        min: 1,
        max: MOST_PAGES,
      },
    ],
  },
  changes: changesNothing,
  async run(desk, call) {
    const all = desk.watchlist.topics(workspaceOf(call));
    if (all.length === 0) {
      const how = 'Begin with /news watch and a few words.';
      return {
        ...refusal('Nothing is watched for yet', how),
        actions: [{ label: 'Watch', command: '/news watch', form: true }],
      };
    }
    const pages = Math.ceil(all.length / A_PAGE);
    const page = Math.min(numberOption(call, 'page', 1), pages);
    const shown = all.slice((page - 1) * A_PAGE, page * A_PAGE);
    return answer(
      count(all.length, 'topic', 'topics'),
      [
        list(shown.map((topic) => topicLine(desk, topic))),
        ...(pages > 1 ? [paragraph(`Page ${page} of ${pages}.`)] : []),
      ],
      [
        ...(page > 1 ? button('Previous', `/news topics ${page - 1}`) : []),
        ...(page < pages ? button('Next', `/news topics ${page + 1}`) : []),
      ],
    );
  },
};

function topicLine(desk: CommandDesk, { id, name, query }: Topic): Rich {
  const shown: Rich = fold(query) === fold(name) ? [] : [' ', { kind: 'code', text: query }];
  const where = desk.watchlist.followers(id).map((subscription): Rich => {
    const { zone } = desk.settings.of(subscription.channel);
    return [channelSpan(subscription.channel), ' ', ...sayFollowing(subscription, desk.clock(), zone)];
  });
  return [{ kind: 'strong', text: name }, ...shown, ' → ', ...enumerated(where, '; ')];
}
