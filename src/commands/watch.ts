import { planBackfill } from '../announce.ts';
import { DEFAULT_SCHEDULE } from '../digests/schedule.ts';
import { topicIdSchema } from '../lib/schemas.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Block, Reply } from '../platform/message.ts';
import { type Change, commitChanges } from '../store/change.ts';
import { type CompiledTopic, compileTopic } from '../topics/compile.ts';
import { FOLLOWED_AS, type FollowedAs, type Subscription, type Topic } from '../topics/watchlist.ts';
import {
  type Call,
  CHANNEL_OPTION,
  type Command,
  type CommandDesk,
  changesItsChannel,
  channelOf,
  numberOption,
  textOption,
  workspaceOf,
} from './command.ts';
import { sayDigest } from './digest.ts';
import { sayFollowing } from './following.ts';
import { NOBODY } from './options.ts';
import { answer, button, channelSpan, count, inChannel, paragraph, refusal } from './reply.ts';
import { resolveTopic, topicOption, unknownTopic } from './resolve.ts';
import { queryRefusal, type Survey, surveyArchive, understoodBlocks } from './survey.ts';

const MOST_BACKFILL = 5;

export const watch: Command = {
  spec: {
    name: 'watch',
    description: 'Lets a channel follow a topic, or changes how it does.',
    example: '/news watch US–Russia embassy talks as both backfill 3',
    options: [
      topicOption('What to watch for', true),
      CHANNEL_OPTION,
      {
        name: 'as',
        description: 'Each story at once, in the digest, or both',
        required: false,
        type: 'choice',
        choices: FOLLOWED_AS,
      },
      { name: 'mention', description: 'The role that each alert rings', required: false, type: 'role' },
      {
        name: 'backfill',
        description: 'How many stories that are already known are posted now',
        required: false,
        type: 'integer',
        min: 0,
        max: MOST_BACKFILL,
      },
    ],
  },
  changes: changesItsChannel,
  async run(desk, call) {
    const typed = textOption(call, 'topic');
    return desk.turns(async () => {
      const known = resolveTopic(desk, call, typed);
      if (known === null && topicIdSchema.safeParse(typed).success) return unknownTopic(desk, call, typed);
      const query = known?.query ?? typed;
      const compiled = compileTopic(query, desk.words.of(workspaceOf(call)));
      if (!compiled.ok) return queryRefusal(query, compiled.error);
      const followed = known === null ? null : desk.watchlist.subscription(channelOf(call), known.id);
      return known === null || followed === null
        ? follow(desk, call, known?.name ?? typed, query, compiled.topic)
        : changeHow(desk, call, known, followed);
    });
  },
};

async function follow(
  desk: CommandDesk,
  call: Call,
  name: string,
  query: string,
  compiled: CompiledTopic,
): Promise<Reply> {
  const now = desk.clock();
  const channel = channelOf(call);
  const as = asOption(call) ?? 'alerts';
  // A digest tells what is new: older stories are posted as alerts or not at all.
  const backfill = as === 'digest' ? 0 : numberOption(call, 'backfill', 0);
  const survey = await surveyArchive(desk, compiled);
  const wanted = survey.matches.slice(0, backfill).map(({ view }) => view.story.id);

  // One commit: the subscription, and the older stories it asked for. What is posted now is taken off its backfill.
  const order = { channel, name, query, as, mention: mentionOption(call) ?? null, now };
  const asked = desk.watchlist.watch({ ...order, backfill });
  const plan = await planBackfill(desk, wanted, { ...asked, score: 1 }, now);
  const posted = plan.spent.get(asked.subscription.id) ?? 0;
  const paid = desk.watchlist.watch({ ...order, backfill: backfill - posted });
  const others = new Map([...plan.spent].filter(([id]) => id !== asked.subscription.id));
  await commitChanges(desk.store, [
    paid.change,
    desk.watchlist.spendBackfill(others),
    desk.outbox.plan(plan.deliveries),
    ...firstDigest(desk, channel, as),
  ]);
  desk.wake();
  const older = sayOlder(as, posted, plan.deliveries.length - posted);
  return answer(
    `Following “${asked.topic.name}”`,
    [
      followingBlock(desk, asked.subscription),
      ...understoodBlocks(compiled),
      paragraph(`${sayArchive(survey)} ${older}`),
      ...(as === 'alerts' ? [] : [paragraph(...sayDigest(desk, channel))]),
    ],
    [
      ...button('Preview', `/news preview ${asked.topic.id}`),
      ...button('Stop', `/news unwatch ${asked.topic.id}${inChannel(call)}`),
    ],
  );
}

/** A channel that follows the topic already follows it in another way from now on. */
async function changeHow(desk: CommandDesk, call: Call, topic: Topic, before: Subscription): Promise<Reply> {
  const mention = mentionOption(call);
  const after = {
    ...before,
    as: asOption(call) ?? before.as,
    mention: mention === undefined ? before.mention : mention,
  };
  const channel = channelSpan(before.channel);
  if (after.as === before.as && after.mention === before.mention) {
    const how: Reply = refusal(`“${topic.name}” is already followed`, [
      channel,
      ' follows it ',
      ...sayFollowing(before, desk.clock(), desk.settings.of(before.channel).zone),
      '. Nothing was changed. /news unwatch ends it.',
    ]);
    if (call.options['backfill'] === undefined) return how;
    const hint = paragraph('Older stories can be asked for only when a channel begins to follow a topic.');
    return { ...how, blocks: [...how.blocks, hint] };
  }
  const changes = [desk.watchlist.change([after]), ...firstDigest(desk, after.channel, after.as)];
  if (after.as === 'digest') changes.push(desk.outbox.withdraw(after.channel, topic.id, desk.clock()));
  await commitChanges(desk.store, changes);
  desk.wake();
  return answer(
    `“${topic.name}” is followed in another way`,
    [followingBlock(desk, after), ...(after.as === 'alerts' ? [] : [paragraph(...sayDigest(desk, after.channel))])],
    after.mention === null ? [] : button('Ring nobody', `/news watch ${topic.id}${inChannel(call)} mention ${NOBODY}`),
  );
}

/** A channel that follows something in a digest has one; people see when it comes, and may set another time. */
function firstDigest(desk: CommandDesk, channel: ChannelAddress, as: FollowedAs): readonly Change[] {
  if (as === 'alerts' || desk.digests.of(channel) !== null) return [];
  return [desk.digests.set(channel, DEFAULT_SCHEDULE, desk.clock())];
}

function asOption(call: Call): FollowedAs | undefined {
  return FOLLOWED_AS.find((as) => as === call.options['as']);
}

/** The role to ring; null for nobody, undefined where nothing was said. */
function mentionOption(call: Call): string | null | undefined {
  const mention = textOption(call, 'mention');
  if (mention === '') return undefined;
  return mention === NOBODY ? null : mention;
}

function followingBlock(desk: CommandDesk, subscription: Subscription): Block {
  const { zone } = desk.settings.of(subscription.channel);
  const how = sayFollowing(subscription, desk.clock(), zone);
  return paragraph(channelSpan(subscription.channel), ' follows it ', ...how, '.');
}

function sayArchive({ stories, matches }: Survey): string {
  return stories === 0
    ? 'Nothing has come in yet that it could be tried on.'
    : `Of ${count(stories, 'known story', 'known stories')}, ${matches.length} would have been posted.`;
}

/** What becomes of the stories that were there before: posted, named by messages that the channel has, or left alone. */
function sayOlder(as: FollowedAs, posted: number, named: number): string {
  if (as === 'digest') return 'The digest tells what comes from now on.';
  if (posted === 0 && named === 0) return 'What is already known is not posted.';
  const older = posted === 0 ? [] : [`${count(posted, 'older story is', 'older stories are')} on the way.`];
  const shown = named === 0 ? [] : [`${count(named, 'message', 'messages')} there will name this topic, too.`];
  return [...older, ...shown].join(' ');
}
