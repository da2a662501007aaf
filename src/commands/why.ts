import type { StoryId } from '../lib/ids.ts';
import type { Delivery, StoriesSaid } from '../outbox/delivery.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Block, Reply, Rich } from '../platform/message.ts';
import type { SeenRow } from '../sources/seen.ts';
import { toldArticles } from '../stories/view.ts';
import { traceReading, traceStory } from '../trace.ts';
import { type Call, type Command, type CommandDesk, changesNothing, textOption, workspaceOf } from './command.ts';
import { answer, channelSpan, list, momentSpan, paragraph, refusal, storyLine } from './reply.ts';
import { idIn, noLongerKept, resolveStory } from './resolve.ts';

export const why: Command = {
  spec: {
    name: 'why',
    description: 'Says why something was posted, or why it was not.',
    example: '/news why 003_c3ebc0919f3d0041.txt',
    options: [
      {
        name: 'what',
        description: 'A message’s link, a story, an article’s address, a file or words of a headline',
        required: true,
        type: 'text',
        suggest: 'story',
        named: false,
      },
    ],
  },
  changes: changesNothing,
  async run(desk, call) {
    const typed = textOption(call, 'what');
    const message = messageIn(typed, call.caller.channel);
    if (message !== null) return aboutMessage(desk, call, message);
    const seen = seenFile(desk, typed);
    if (seen !== null && seen.outcome.unreadable !== null) {
      return answer(`${seen.ref} could not be read`, [
        paragraph(seen.outcome.unreadable),
        paragraph('It stopped there: nothing of it was grouped, matched or posted.'),
      ]);
    }
    const view = await resolveStory(desk, typed);
    if (view === null) return idIn(typed) === null ? unknown(desk, typed) : noLongerKept(desk);
    return explain(desk, call, view.story.id, seen === null ? [] : await copyOf(desk, seen));
  },
};

type MessageLink = { readonly channel: ChannelAddress; readonly messageId: string | null };

/**
 * The message that a link of a chat leads to, in the asker's own workspace: a link never leads to another one's
 * messages. `messageId` null: it lies elsewhere. Null for what is no such link.
 */
function messageIn(typed: string, here: ChannelAddress): MessageLink | null {
  const discord = /^<?https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(\d+|@me)\/(\d+)\/(\d+)\/?>?$/.exec(
    typed.trim(),
  );
  if (discord !== null) {
    const [, guild, channel = '', id = ''] = discord;
    const isHere = here.platform === 'discord' && guild === here.workspace;
    return { channel: { ...here, channel }, messageId: isHere ? id : null };
  }
  const slack = /^<?https:\/\/[\w.-]+\.slack\.com\/archives\/(\w+)\/p(\d{10,})(\d{6})(?:[?|][^>]*)?>?$/.exec(
    typed.trim(),
  );
  if (slack === null) return null;
  const [, channel = '', seconds = '', micros = ''] = slack;
  return { channel: { ...here, channel }, messageId: here.platform === 'slack' ? `${seconds}.${micros}` : null };
}

async function aboutMessage(desk: CommandDesk, call: Call, { channel, messageId }: MessageLink): Promise<Reply> {
  const row = messageId === null ? null : desk.outbox.deliveryOfMessage(channel, messageId);
  if (row === null) {
    return refusal(
      'This is no message of Newsdesk here',
      'Only messages that Newsdesk posted in this workspace can be explained.',
    );
  }
  return explainRow(desk, call, row);
}

function explainRow(desk: CommandDesk, call: Call, row: Delivery): Promise<Reply> | Reply {
  const { what, story } = row;
  switch (what.kind) {
    case 'alert':
    case 'pointer':
    case 'reports':
      return story === null ? noStory() : explain(desk, call, story, []);
    case 'follow-up':
      return explain(desk, call, what.next, []);
    case 'stories':
      return explainList(desk, row, what);
    case 'notice':
      return answer('A notice about this channel', [paragraph(...what.text)]);
  }
}

const LISTED_FOR: Readonly<Record<StoriesSaid['cause'], string>> = {
  digest: 'It is the channel’s digest',
  burst: 'More stories of one topic came at once than the channel’s burst limit',
  late: 'They came while Newsdesk could send nothing',
  quiet: 'They came during the channel’s quiet hours',
  paused: 'They came while the channel was paused',
  blocked: 'They came while nothing could be posted in the channel',
};

/** Why several stories stand in one message, and for which topics. */
async function explainList(desk: CommandDesk, { channel }: Delivery, said: StoriesSaid): Promise<Reply> {
  const { zone } = desk.settings.of(channel);
  const blocks: Block[] = [];
  for (const { topic, stories } of said.sections) {
    const found = await Promise.all(stories.map((story) => desk.archive.story(story)));
    const name = topic === null ? null : desk.watchlist.topic(topic)?.name;
    const heading = name ?? 'Of topics that are not followed any more';
    blocks.push(
      paragraph({ kind: 'strong', text: heading }),
      list(found.flatMap((view) => (view === null ? [] : [storyLine(view)]))),
    );
  }
  const reason = said.reason === '' ? '' : `: ${said.reason}`;
  const period: Rich = [momentSpan(said.from, zone), ' to ', momentSpan(said.to, zone)];
  return answer('Why these stories are in one message', [
    paragraph(`${LISTED_FOR[said.cause]}${reason}`, ' (', ...period, ').'),
    ...blocks,
    paragraph('/news why and a headline tells more of one of them.'),
  ]);
}

/** Says so where a file only repeats another one. */
async function copyOf(desk: CommandDesk, { source, ref, outcome }: SeenRow): Promise<readonly Block[]> {
  const filed = outcome.article === null ? null : await desk.archive.filed(outcome.article);
  if (filed === null || (filed.source === source && filed.ref === ref)) return [];
  return [paragraph(`${ref} holds the same words as ${filed.source}/${filed.ref}, so it is no source of its own.`)];
}

async function explain(desk: CommandDesk, call: Call, id: string, first: readonly Block[]): Promise<Reply> {
  const view = await desk.archive.story(id);
  if (view === null) return noStory();
  const members = await desk.archive.filedArticles(toldArticles(view.story));
  const outcome = await traceStory(desk, view.story.id, workspaceOf(call));
  return answer(view.title, [
    ...first,
    paragraph({ kind: 'strong', text: 'What came of it' }),
    list(outcome),
    ...mutedBlocks(desk, call, view.story.id),
    ...members.flatMap((row) => [
      paragraph({ kind: 'strong', text: row.article.publisher ?? row.ref }, ` ${row.article.title}`),
      list(traceReading(desk, row).map((line) => [line])),
    ]),
  ]);
}

function mutedBlocks(desk: CommandDesk, { caller }: Call, story: StoryId): readonly Block[] {
  const muted = desk.mutes.until(caller.channel, story, desk.clock());
  if (muted === null) return [];
  const { zone } = desk.settings.of(caller.channel);
  const end: Rich = muted.until === null ? [''] : [' until ', momentSpan(muted.until, zone)];
  return [paragraph('The story is muted in ', channelSpan(caller.channel), ...end, '.')];
}

function seenFile(desk: CommandDesk, typed: string): SeenRow | null {
  for (const { name } of desk.sources) {
    const row = desk.seen.row(name, typed.trim().replace(`${name}/`, ''));
    if (row !== null) return row;
  }
  return null;
}

function noStory(): Reply {
  return refusal('The story is no longer there', 'Its articles were lost, or told elsewhere.');
}

function unknown(desk: CommandDesk, typed: string): Reply {
  const where = desk.sources.map(({ name }) => name).join(', ');
  return refusal(
    `Nothing is known of “${typed}”`,
    `No article by this name, page or headline has come in from ${where}. It was never read, so it could not be posted.`,
    'Check the name, or look with /news search.',
  );
}
