import { workspaceKey } from '../platform/channel.ts';
import type { Block, Reply } from '../platform/message.ts';
import type { SeenRow } from '../sources/seen.ts';
import { toldArticles } from '../stories/view.ts';
import { traceReading, traceStory } from '../trace.ts';
import { type Call, type Command, type CommandDesk, textOption } from './command.ts';
import { answer, list, paragraph, refusal } from './reply.ts';
import { resolveStory } from './resolve.ts';

export const why: Command = {
  spec: {
    name: 'why',
    description: 'Says why something was posted, or why it was not.',
    example: '/news why 003_c3ebc0919f3d0041.txt',
    options: [
      {
        name: 'what',
        description: 'A story, an article, its page, a file or words of a headline',
        required: true,
        type: 'text',
        suggest: 'story',
      },
    ],
    changesChannel: false,
  },
  async run(desk, call) {
    const typed = textOption(call, 'what');
    const seen = seenFile(desk, typed);
    if (seen !== null && seen.outcome.unreadable !== null) {
      return answer(`${seen.ref} could not be read`, [
        paragraph(seen.outcome.unreadable),
        paragraph('It stopped there: nothing of it was grouped, matched or posted.'),
      ]);
    }
    const view = await resolveStory(desk, typed);
    if (view === null) return unknown(desk, typed);
    return explain(desk, call, view.story.id, seen === null ? [] : await copyOf(desk, seen));
  },
};

/** Says so where a file only repeats another one. */
async function copyOf(desk: CommandDesk, { source, ref, outcome }: SeenRow): Promise<readonly Block[]> {
  const filed = outcome.article === null ? null : await desk.archive.filed(outcome.article);
  if (filed === null || (filed.source === source && filed.ref === ref)) return [];
  return [paragraph(`${ref} holds the same words as ${filed.source}/${filed.ref}, so it is no source of its own.`)];
}

async function explain(desk: CommandDesk, call: Call, id: string, first: readonly Block[]): Promise<Reply> {
  const view = await desk.archive.story(id);
  if (view === null) return unknown(desk, id);
  const members = await desk.archive.filedArticles(toldArticles(view.story));
  const outcome = await traceStory(desk, view.story.id, workspaceKey(call.channel));
  return answer(view.title, [
    ...first,
    paragraph({ kind: 'strong', text: 'What came of it' }),
    list(outcome.map((line) => [line])),
    ...members.flatMap((row) => [
      paragraph({ kind: 'strong', text: row.article.publisher ?? row.ref }, ` ${row.article.title}`),
      list(traceReading(row).map((line) => [line])),
    ]),
  ]);
}

function seenFile(desk: CommandDesk, typed: string): SeenRow | null {
  for (const { name } of desk.sources) {
    const row = desk.seen.row(name, typed.trim().replace(`${name}/`, ''));
    if (row !== null) return row;
  }
  return null;
}

function unknown(desk: CommandDesk, typed: string): Reply {
  const where = desk.sources.map(({ name }) => name).join(', ');
  return refusal(
    `Nothing is known of “${typed}”`,
    `No article by this name, page or headline has come in from ${where}. It was never read, so it could not be posted.`,
    'Check the name, or look with /news search.',
  );
}
