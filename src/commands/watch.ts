import { planBackfill } from '../announce.ts';
import { type ChannelAddress, workspaceKey } from '../platform/channel.ts';
import type { Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import { type CompiledTopic, compileTopic } from '../topics/compile.ts';
import type { Subscription, Topic } from '../topics/watchlist.ts';
import { type Call, type Command, type CommandDesk, channelOption, numberOption, textOption } from './command.ts';
import { answer, count, paragraph, refusal } from './reply.ts';
import { queryRefusal, surveyArchive, understoodBlocks } from './survey.ts';

const MOST_BACKFILL = 5;

export const watch: Command = {
  spec: {
    name: 'watch',
    description: 'Lets a channel follow a topic.',
    example: '/news watch US–Russia embassy talks backfill 3',
    options: [
      { name: 'topic', description: 'What to watch for', required: true, type: 'text', suggest: 'topic' },
      { name: 'channel', description: 'The channel that follows it', required: false, type: 'channel' },
      {
        name: 'backfill',
        description: 'How many stories that are already known are posted now',
        required: false,
        type: 'integer',
        min: 0,
        max: MOST_BACKFILL,
      },
    ],
    changesChannel: true,
  },
  async run(desk, call) {
    const name = textOption(call, 'topic');
    const known = desk.watchlist.topicNamed(workspaceKey(call.channel), name);
    const query = known?.query ?? name;
    const compiled = compileTopic(query, desk.lexicon);
    if (!compiled.ok) return queryRefusal(query, compiled.error);
    return desk.turns(() => follow(desk, call, name, known, compiled.topic));
  },
};

async function follow(
  desk: CommandDesk,
  call: Call,
  name: string,
  known: Topic | null,
  compiled: CompiledTopic,
): Promise<Reply> {
  const channel = channelOption(call, 'channel');
  if (known !== null && desk.watchlist.subscription(channel, known.id) !== null) {
    return refusal(
      `#${channel.channel} already follows “${known.name}”`,
      'Nothing was changed. /news unwatch ends it.',
    );
  }
  const now = desk.clock();
  const backfill = numberOption(call, 'backfill', 0);
  const survey = await surveyArchive(desk, compiled);
  const wanted = survey.matches.slice(0, backfill).map(({ view }) => view.story.id);

  // One commit: the subscription, and the older stories it asked for. What is posted now is taken off its backfill.
  const order = { channel, name, query: known?.query ?? name, now };
  const asked = desk.watchlist.watch({ ...order, backfill });
  const plan = await planBackfill(desk, wanted, asked, now);
  const posted = plan.spent.get(asked.subscription.id) ?? 0;
  const paid = desk.watchlist.watch({ ...order, backfill: backfill - posted });
  const others = new Map([...plan.spent].filter(([id]) => id !== asked.subscription.id));
  await commitChanges(desk.store, [
    paid.change,
    desk.watchlist.spendBackfill(others),
    desk.outbox.plan(plan.deliveries),
  ]);
  desk.wake();
  return report(asked, compiled, survey, posted, plan.deliveries.length - posted);
}

function report(
  { topic, subscription }: { readonly topic: Topic; readonly subscription: Subscription },
  compiled: CompiledTopic,
  survey: { readonly stories: number; readonly matches: readonly unknown[] },
  posted: number,
  named: number,
): Reply {
  const found = survey.matches.length;
  const inArchive =
    survey.stories === 0
      ? 'Nothing has come in yet that it could be tried on.'
      : `Of ${count(survey.stories, 'known story', 'known stories')}, ${found} would have been posted.`;
  return answer(
    `#${subscription.channel.channel} follows “${topic.name}”`,
    [...understoodBlocks(compiled), paragraph(`${inArchive} ${sayOlder(subscription.channel, posted, named)}`)],
    [
      { label: 'Preview', command: `/news preview ${topic.name}` },
      { label: 'Stop', command: `/news unwatch ${topic.name}` },
    ],
  );
}

/** What becomes of the stories that were there before: posted, named by messages that the channel has, or left alone. */
function sayOlder({ channel }: ChannelAddress, posted: number, named: number): string {
  if (posted === 0 && named === 0) return 'What is already known is not posted.';
  const older =
    posted === 0 ? [] : [`${count(posted, 'older story is', 'older stories are')} on the way to #${channel}.`];
  const shown = named === 0 ? [] : [`${count(named, 'message', 'messages')} there will name this topic, too.`];
  return [...older, ...shown].join(' ');
}
