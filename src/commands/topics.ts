import { fold } from '../lib/text.ts';
import { workspaceKey } from '../platform/channel.ts';
import type { Command } from './command.ts';
import { answer, count, list, refusal } from './reply.ts';

export const topics: Command = {
  spec: {
    name: 'topics',
    description: 'Lists what this workspace watches for, and where.',
    example: '/news topics',
    options: [],
    changesChannel: false,
  },
  async run(desk, call) {
    const all = desk.watchlist.topics(workspaceKey(call.channel));
    if (all.length === 0) return refusal('Nothing is watched for yet', 'Begin with /news watch and a few words.');
    return answer(count(all.length, 'topic', 'topics'), [
      list(
        all.map((topic) => {
          const where = desk.watchlist.followers(topic.id).map(({ channel }) => `#${channel.channel}`);
          const query =
            fold(topic.query) === fold(topic.name) ? [] : [' ', { kind: 'code', text: topic.query } as const];
          return [{ kind: 'strong', text: topic.name }, ...query, ` → ${where.join(', ')}`];
        }),
      ),
    ]);
  },
};
