import { isDeepStrictEqual } from 'node:util';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Block, Reply, Rich } from '../platform/message.ts';
import type { ChannelSettings, WorkspaceSettings } from '../settings/settings.ts';
import { type Change, commitChanges } from '../store/change.ts';
import { compileTopic } from '../topics/compile.ts';
import { MOST_OWN_CHARACTERS, MOST_OWN_WORDS, ownKey, readOwnWord } from '../topics/own-words.ts';
import type { Pause } from '../topics/watchlist.ts';
import { type Call, type Command, type CommandDesk, textOption, workspaceOf } from './command.ts';
import { importFeeds, looksLikeOpml } from './import-feeds.ts';
import { answer, button, channelSpan, list, paragraph, refusal } from './reply.ts';
import { lackOfRight } from './rights.ts';
import {
  channelsIn,
  type FiledChannel,
  type FiledSettings,
  type FiledSubscription,
  type FiledTopic,
  type FiledWord,
  readWorkspaceFile,
  type WorkspaceFile,
} from './workspace-file.ts';

const MOST_NAMED = 20;

export const importCommand: Command = {
  spec: {
    name: 'import',
    description: 'Adds the topics, words, subscriptions and settings of a file; takes nothing away.',
    example: '/news import',
    options: [
      {
        name: 'file',
        description: 'A file that /news export gave, or a list of feeds (OPML)',
        required: true,
        type: 'file',
      },
    ],
  },
  changes: () => [{ kind: 'workspace' }],
  async run(desk, call) {
    const text = textOption(call, 'file');
    if (looksLikeOpml(text)) return importFeeds(desk, call, text);
    const { channel, isRole } = call.caller;
    // On Discord the role of everybody has the id of the server.
    const { content, problems } = await readWorkspaceFile(text, (id) => id !== channel.workspace && isRole(id));
    if (content === null) return refusal('This file cannot be imported', ...problems, 'Nothing was changed.');
    // A platform is asked about each channel: whoever may change the workspace may name none that lies outside it.
    const closed = await closedChannels(desk, call, content);
    return desk.turns(() => add(desk, call, content, closed, problems));
  },
};

/** What became of what a file holds, in words. */
type Report = { readonly added: Rich[]; readonly changed: Rich[]; readonly leftOut: Rich[] };

/** The channels that the file names and that are not the caller's to change, with the reason. */
async function closedChannels(
  desk: CommandDesk,
  call: Call,
  content: WorkspaceFile,
): Promise<ReadonlyMap<string, string>> {
  const closed = new Map<string, string>();
  for (const channel of channelsIn(content)) {
    const lack = await lackOfRight(desk, call.caller, [{ kind: 'channel', channel: addressOf(call, channel) }]);
    if (lack !== null) closed.set(channel, lack);
  }
  return closed;
}

function addressOf({ caller }: Call, channel: string): ChannelAddress {
  return { ...caller.channel, channel };
}

async function add(
  desk: CommandDesk,
  call: Call,
  content: WorkspaceFile,
  closed: ReadonlyMap<string, string>,
  problems: readonly string[],
): Promise<Reply> {
  const report: Report = { added: [], changed: [], leftOut: problems.map((problem) => [problem]) };
  for (const [channel, lack] of closed) report.leftOut.push([channelSpan({ channel }), `: ${lack}`]);
  const changes = [
    ...workspaceChanges(desk, call, content.settings, report),
    ...wordChanges(desk, call, content.words, report),
    ...content.topics.flatMap((topic) => topicChanges(desk, call, topic, closed, report)),
    ...content.channels
      .filter(({ channel }) => !closed.has(channel))
      .flatMap((channel) => channelChanges(desk, call, channel, report)),
  ];
  await commitChanges(desk.store, changes);
  await commitChanges(desk.store, [desk.digests.mend(desk.clock())]);
  desk.wake();
  const { added, changed, leftOut } = report;
  if (added.length + changed.length === 0) {
    const why = leftOut.length === 0 ? ['Everything in it is there already.'] : leftOut.slice(0, MOST_NAMED);
    return refusal('Nothing was imported', ...why);
  }
  return answer(
    'Imported',
    [...named('Added:', added), ...named('Changed:', changed), ...named('Left out:', leftOut)],
    button('Topics', '/news topics'),
  );
}

function named(heading: string, lines: readonly Rich[]): readonly Block[] {
  if (lines.length === 0) return [];
  const more = lines.length - MOST_NAMED;
  return [
    paragraph({ kind: 'strong', text: heading }),
    list(lines.slice(0, MOST_NAMED)),
    ...(more > 0 ? [paragraph(`And ${more} more.`)] : []),
  ];
}

function topicChanges(
  desk: CommandDesk,
  call: Call,
  { name, query, channels }: FiledTopic,
  closed: ReadonlyMap<string, string>,
  report: Report,
): readonly Change[] {
  const compiled = compileTopic(query, desk.words.of(workspaceOf(call)));
  if (!compiled.ok) {
    report.leftOut.push([`“${name}”: ${compiled.error.message}`]);
    return [];
  }
  const open = channels.filter(({ channel }) => !closed.has(channel));
  const known = desk.watchlist.topicNamed(workspaceOf(call), name);
  if (known === null && open.length === 0) {
    report.leftOut.push([`“${name}”: no channel of this workspace follows it.`]);
    return [];
  }
  const changes = open.flatMap((followed) => subscriptionChanges(desk, call, { name, query }, followed));
  if (known !== null && known.query !== query) changes.push(desk.watchlist.edit(known, query));
  if (known === null) report.added.push([`the topic “${name}”`]);
  else if (changes.length > 0) report.changed.push([`the topic “${name}”`]);
  return changes;
}

function subscriptionChanges(
  desk: CommandDesk,
  call: Call,
  { name, query }: Pick<FiledTopic, 'name' | 'query'>,
  { channel, as, mention, paused }: FiledSubscription,
): Change[] {
  const now = desk.clock();
  const order = { channel: addressOf(call, channel), name, query, backfill: 0, as, mention, now };
  const { topic, subscription: standing, change } = desk.watchlist.watch(order);
  const isNew = desk.watchlist.subscription(order.channel, topic.id) === null;
  const pause: Pause | null =
    paused === false ? null : { since: standing.paused?.since ?? now, until: paused === true ? null : paused };
  const wanted = { ...standing, as, mention, paused: pause };
  if (isDeepStrictEqual(wanted, standing)) return isNew ? [change] : [];
  return [...(isNew ? [change] : []), desk.watchlist.change([wanted])];
}

function workspaceChanges(desk: CommandDesk, call: Call, filed: FiledSettings, report: Report): readonly Change[] {
  const { channel } = call.caller;
  const { managers, ...shared } = filed;
  const wanted: Partial<WorkspaceSettings> = { ...settingsOf(shared), ...(managers === undefined ? {} : { managers }) };
  if (isPartOf(wanted, desk.settings.statedForWorkspace(channel))) return [];
  report.changed.push(['the settings of the workspace']);
  return [desk.settings.changeWorkspace(channel, wanted)];
}

function wordChanges(desk: CommandDesk, call: Call, filed: readonly FiledWord[], report: Report): readonly Change[] {
  const workspace = workspaceOf(call);
  const standing = new Map(desk.words.words(workspace).map((word) => [ownKey(word.heading), word]));
  return filed.flatMap(({ heading, forms }) => {
    const read = readOwnWord(heading, forms, desk.lexicon);
    if (!read.ok) {
      report.leftOut.push([`The word “${heading.slice(0, MOST_OWN_CHARACTERS)}”: ${read.problem} ${read.advice}`]);
      return [];
    }
    const { word } = read;
    const before = standing.get(ownKey(heading));
    if (before !== undefined && isDeepStrictEqual(before, word)) return [];
    if (before === undefined && standing.size >= MOST_OWN_WORDS) {
      report.leftOut.push([`The word “${heading}”: a workspace has at most ${MOST_OWN_WORDS} words of its own.`]);
      return [];
    }
    standing.set(ownKey(heading), word);
    (before === undefined ? report.added : report.changed).push([`the word “${heading}”`]);
    return [desk.words.put(workspace, word)];
  });
}

function channelChanges(desk: CommandDesk, call: Call, filed: FiledChannel, report: Report): readonly Change[] {
  const channel = addressOf(call, filed.channel);
  const changes: Change[] = [];
  const wanted = settingsOf(filed.settings ?? {});
  if (!isPartOf(wanted, desk.settings.statedFor(channel))) {
    changes.push(desk.settings.change(channel, wanted));
    report.changed.push(['the settings of ', channelSpan(filed)]);
  }
  if (filed.digest !== undefined && desk.digests.of(channel)?.schedule.text !== filed.digest.text) {
    changes.push(desk.digests.set(channel, filed.digest, desk.clock()));
    report.changed.push(['the digest of ', channelSpan(filed)]);
  }
  return changes;
}

function settingsOf({ empty_digest, ...others }: NonNullable<FiledChannel['settings']>): Partial<ChannelSettings> {
  return { ...others, ...(empty_digest === undefined ? {} : { emptyDigest: empty_digest }) };
}

function isPartOf(part: object, whole: object): boolean {
  const of = new Map<string, unknown>(Object.entries(whole));
  return Object.entries(part).every(([name, value]) => isDeepStrictEqual(of.get(name), value));
}
