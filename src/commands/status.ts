import { troubled } from '../feed-health.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../lib/clock.ts';
import { isStanding } from '../outbox/hold.ts';
import { workspaceKey } from '../platform/channel.ts';
import type { Block, Reply, Rich } from '../platform/message.ts';
import { quietUntil } from '../settings/quiet.ts';
import {
  type Call,
  CHANNEL_OPTION,
  type Command,
  type CommandDesk,
  changesNothing,
  channelOf,
  isChannel,
  workspaceOf,
} from './command.ts';
import { sayDigest } from './digest.ts';
import { sayFollowing } from './following.ts';
import { answer, button, channelSpan, count, inChannel, list, momentSpan, paragraph, storyLine } from './reply.ts';

/** Topics that are listed; /news topics has the rest. */
const MOST_TOPICS = 15;
const MOST_BLOCKS = 5;

export const status: Command = {
  spec: {
    name: 'status',
    description: 'Says what a channel follows, what is held back and why, and whether Newsdesk is well.',
    example: '/news status',
    options: [CHANNEL_OPTION],
  },
  changes: changesNothing,
  run: (desk, call) => tell(desk, call, desk.clock()),
};

async function tell(desk: CommandDesk, call: Call, now: Instant): Promise<Reply> {
  const channel = channelOf(call);
  const followed = desk.watchlist.followedIn(channel);
  const isPaused = followed.some(({ paused }) => isStanding(paused, now));
  return answer(
    'Status',
    [
      ...followedBlocks(desk, call, now),
      ...blockedBlocks(desk, call),
      ...heldBlocks(desk, call, now),
      ...(followed.some(({ as }) => as !== 'alerts') ? [paragraph(...sayDigest(desk, channel))] : []),
      ...(await healthBlocks(desk, call)),
      ...feedBlocks(desk, call),
    ],
    [
      ...(isPaused ? button('Resume', `/news resume${inChannel(call)}`) : []),
      ...button('Settings', `/news settings${inChannel(call)}`),
      ...button('Topics', '/news topics'),
    ],
  );
}

function followedBlocks(desk: CommandDesk, call: Call, now: Instant): readonly Block[] {
  const channel = channelOf(call);
  const { zone } = desk.settings.of(channel);
  const followed = desk.watchlist.followedIn(channel);
  if (!isChannel(channel)) return [];
  if (followed.length === 0) {
    return [paragraph(channelSpan(channel), ' follows nothing. Begin with /news watch and a few words.')];
  }
  const lines = followed.slice(0, MOST_TOPICS).map((subscription): Rich => {
    const name = desk.watchlist.topic(subscription.topic)?.name ?? subscription.topic;
    return [{ kind: 'strong', text: name }, ' ', ...sayFollowing(subscription, now, zone)];
  });
  const more = followed.length - lines.length;
  return [
    paragraph(channelSpan(channel), ` follows ${count(followed.length, 'topic', 'topics')}:`),
    list(lines),
    ...(more > 0 ? [paragraph(`And ${more} more: /news topics lists them.`)] : []),
  ];
}

/** Where nothing can be said: here, and elsewhere in the workspace. */
function blockedBlocks(desk: CommandDesk, call: Call): readonly Block[] {
  const channel = channelOf(call);
  const { zone } = desk.settings.of(channel);
  const here = desk.channels.blocked(channel);
  const elsewhere = desk.channels.inWorkspace(channel).filter((block) => block !== here);
  const told: Block[] = [];
  if (here !== null) {
    told.push(
      paragraph(
        { kind: 'strong', text: 'Nothing can be posted here' },
        ' since ',
        momentSpan(here.since, zone),
        `: ${here.reason}`,
      ),
      paragraph('What waits is told once that is mended. It is looked at again ', momentSpan(here.lookAt, zone), '.'),
    );
  }
  if (elsewhere.length > 0) {
    told.push(
      paragraph('Elsewhere in this workspace nothing can be posted in:'),
      list(elsewhere.slice(0, MOST_BLOCKS).map((block) => [channelSpan(block.channel), `: ${block.reason}`])),
    );
  }
  return told;
}

function heldBlocks(desk: CommandDesk, call: Call, now: Instant): readonly Block[] {
  const { quiet, zone } = desk.settings.of(channelOf(call));
  const until = quietUntil(quiet, zone, now);
  const { waiting, waitingSince, inDoubt } = desk.outbox.counts(call.caller.channel);
  const deliveries = [
    waiting === 0 || waitingSince === null
      ? 'Nothing waits to be posted in this workspace.'
      : `${count(waiting, 'message waits', 'messages wait')} in this workspace${sayAge(now - waitingSince, waiting)}.`,
    ...(inDoubt === 0
      ? []
      : [`Of ${count(inDoubt, 'message', 'messages')} it is being found out whether they arrived.`]),
  ];
  return [
    ...(until === null ? [] : [paragraph('Quiet hours: alerts wait until ', momentSpan(until, zone), '.')]),
    paragraph(deliveries.join(' ')),
  ];
}

/** For how long the oldest of so many waits, where that is a minute or more. */
function sayAge(ms: number, of: number): string {
  const oldest = of === 1 ? 'for' : 'the oldest for';
  if (ms >= 2 * DAY_MS) return `, ${oldest} ${Math.floor(ms / DAY_MS)} days`;
  if (ms >= HOUR_MS) return `, ${oldest} ${count(Math.floor(ms / HOUR_MS), 'hour', 'hours')}`;
  return ms < MINUTE_MS ? '' : `, ${oldest} ${count(Math.floor(ms / MINUTE_MS), 'minute', 'minutes')}`;
}

/** In words for everybody: no other workspace's names or numbers. */
async function healthBlocks(desk: CommandDesk, { caller }: Call): Promise<readonly Block[]> {
  const { articles, stories } = desk.archive.counts();
  const known = `${count(articles, 'article', 'articles')} in ${count(stories, 'story', 'stories')}`;
  const topics = desk.watchlist.topics(workspaceKey(caller.channel)).length;
  const damaged = desk.store.damaged().length;
  const [newest] = await desk.archive.latest(1);
  return [
    paragraph(`Newsdesk knows ${known}, and watches for ${count(topics, 'topic', 'topics')} of this workspace.`),
    ...(newest === undefined ? [] : [paragraph('The newest story: ', ...storyLine(newest))]),
    ...(damaged === 0
      ? []
      : [
          paragraph(
            `${count(damaged, 'stored row was', 'stored rows were')} damaged and set aside; its pages say which.`,
          ),
        ]),
  ];
}

const MOST_FEEDS = 5;

/** The feeds of this workspace that fail, with the reason. */
function feedBlocks(desk: CommandDesk, call: Call): readonly Block[] {
  const own = desk.feeds.ofWorkspace(workspaceOf(call));
  const failing = troubled(own);
  if (failing.length === 0) return [];
  const more = failing.length - MOST_FEEDS;
  return [
    paragraph(
      `Of the ${count(own.length, 'feed', 'feeds')} of this workspace, ${count(failing.length, 'fails', 'fail')}:`,
    ),
    list(failing.slice(0, MOST_FEEDS).map(({ name, sentence }) => [{ kind: 'strong', text: name }, `: ${sentence}`])),
    ...(more > 0 ? [paragraph(`And ${more} more: /news feeds lists them.`)] : []),
  ];
}
