import { nextDue } from '../digests/next.ts';
import { upcoming } from '../digests/next-digest.ts';
import { deliveriesOf } from '../digests/plan.ts';
import { DEFAULT_SCHEDULE, parseSchedule } from '../digests/schedule.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Block, Reply, Rich } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import {
  type Call,
  CHANNEL_OPTION,
  type Command,
  type CommandDesk,
  changesItsChannel,
  changesNothing,
  channelOf,
  isChannel,
  textOption,
} from './command.ts';
import { answer, button, channelSpan, count, inChannel, list, momentSpan, paragraph, refusal } from './reply.ts';
import { NAME_A_CHANNEL } from './rights.ts';

const SHOWN_PAGES = 2;

export const digest: Command = {
  spec: {
    name: 'digest',
    description: 'Shows, tries, sets or ends a channel’s digest.',
    example: '/news digest set weekdays 8:30, 17:00',
    options: [
      {
        name: 'what',
        description: 'Show it, see it as it would be now, set its times, or end it',
        required: true,
        type: 'choice',
        choices: ['show', 'now', 'set', 'off'],
      },
      {
        name: 'schedule',
        description: 'When it comes: daily at 9:00; weekdays 8:30, 17:00; weekly Monday 9:00; a cron expression',
        required: false,
        type: 'text',
        suggest: null,
        named: false,
      },
      CHANNEL_OPTION,
    ],
  },
  changes(call) {
    const what = textOption(call, 'what');
    return what === 'set' || what === 'off' ? changesItsChannel(call) : changesNothing();
  },
  async run(desk, call) {
    if (!isChannel(channelOf(call))) return refusal('Which digest?', NAME_A_CHANNEL);
    switch (textOption(call, 'what')) {
      case 'now':
        return showNow(desk, call);
      case 'set':
        return desk.turns(() => set(desk, call));
      case 'off':
        return desk.turns(() => end(desk, call));
      default:
        return show(desk, call);
    }
  },
};

/** When a channel's digest comes, in a sentence. */
export function sayDigest(desk: CommandDesk, channel: ChannelAddress): Rich {
  const known = desk.digests.of(channel);
  const { zone } = desk.settings.of(channel);
  // A channel that has said nothing gets its first digest at this time, once there is something to tell.
  const schedule = known?.schedule ?? DEFAULT_SCHEDULE;
  const dueAt = known?.dueAt ?? nextDue(schedule, zone, desk.clock());
  return [`Its digest comes ${schedule.text} (${zone}), next on `, momentSpan(dueAt, zone), '.'];
}

async function show(desk: CommandDesk, call: Call): Promise<Reply> {
  const channel = channelOf(call);
  const followed = topicNames(desk, channel);
  const buttons = [
    ...button('See it now', `/news digest now${inChannel(call)}`),
    { label: 'Set its times', command: `/news digest set${inChannel(call)}`, form: true as const },
  ];
  if (followed.length === 0) {
    return answer(
      'No digest',
      [
        paragraph(channelSpan(channel), ' follows nothing in a digest.'),
        ...(desk.digests.of(channel) === null ? [] : [paragraph(...sayDigest(desk, channel))]),
        paragraph('Let it follow a topic so: ', {
          kind: 'code',
          text: '/news watch oil prices as digest',
        }),
      ],
      buttons,
    );
  }
  const waiting = desk.digests.waiting(channel).length;
  return answer(
    'Digest',
    [
      paragraph(channelSpan(channel), ': ', ...sayDigest(desk, channel)),
      paragraph(
        `${waiting === 0 ? 'No story waits' : count(waiting, 'story waits', 'stories wait')} for it. It tells of:`,
      ),
      list(followed.map((name) => [{ kind: 'strong', text: name }])),
    ],
    buttons,
  );
}

/** The digest as it would be now, shown to whoever asks; nothing is sent, and what waits goes on to wait. */
async function showNow(desk: CommandDesk, call: Call): Promise<Reply> {
  const channel = channelOf(call);
  const now = desk.clock();
  const { pages } = await upcoming(desk, channel, now);
  const shown: Block[] = [];
  for (const row of deliveriesOf(channel, now, pages, now).slice(0, SHOWN_PAGES)) {
    const message = await desk.outbox.wordsFor(row);
    if (message?.kind === 'stories') shown.push({ kind: 'message', message });
  }
  const due =
    topicNames(desk, channel).length === 0 ? [] : [paragraph(channelSpan(channel), ': ', ...sayDigest(desk, channel))];
  if (shown.length === 0) return answer('Nothing new waits for the digest', due);
  const more = pages.length - shown.length;
  return answer('The digest as it would be now', [
    ...shown,
    ...(more > 0 ? [paragraph(`And ${count(more, 'page', 'pages')} more.`)] : []),
    ...due,
    paragraph('Only you see this, and it is still sent when it is due.'),
  ]);
}

async function set(desk: CommandDesk, call: Call): Promise<Reply> {
  const channel = channelOf(call);
  const read = parseSchedule(textOption(call, 'schedule'));
  if (!read.ok) return refusal(read.problem, read.advice);
  await commitChanges(desk.store, [desk.digests.set(channel, read.value, desk.clock())]);
  desk.wake();
  const blocks = [paragraph(channelSpan(channel), ': ', ...sayDigest(desk, channel))];
  if (topicNames(desk, channel).length > 0) return answer('Digest set', blocks);
  return answer('Digest set', [
    ...blocks,
    paragraph(
      'It has nothing to tell of yet: let the channel follow a topic ',
      { kind: 'code', text: 'as digest' },
      '.',
    ),
  ]);
}

/** Topics that were told in the digest become alerts: nothing that people follow goes silent by itself. */
async function end(desk: CommandDesk, call: Call): Promise<Reply> {
  const channel = channelOf(call);
  const told = desk.watchlist.followedIn(channel).filter(({ as }) => as !== 'alerts');
  if (told.length === 0 && desk.digests.of(channel) === null) {
    return refusal('There is no digest', [channelSpan(channel), ' has none. Nothing was changed.']);
  }
  const names = topicNames(desk, channel);
  await commitChanges(desk.store, [
    desk.watchlist.change(told.map((one) => ({ ...one, as: 'alerts' }))),
    desk.digests.clear(channel),
  ]);
  desk.wake();
  const blocks = [paragraph(channelSpan(channel), ' gets no digest any more.')];
  if (names.length === 0) return answer('Digest ended', blocks);
  return answer('Digest ended', [
    ...blocks,
    paragraph('What comes from now on of these topics is posted as alerts:'),
    list(names.map((name) => [{ kind: 'strong', text: name }])),
  ]);
}

/** The topics of a channel's digest. */
function topicNames(desk: CommandDesk, channel: ChannelAddress): readonly string[] {
  return desk.watchlist
    .followedIn(channel)
    .filter(({ as }) => as !== 'alerts')
    .flatMap(({ topic }) => desk.watchlist.topic(topic)?.name ?? [])
    .sort((a, b) => a.localeCompare(b, 'en'));
}
