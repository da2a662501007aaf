import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Article } from '../../src/articles/article.ts';
import { toIso } from '../../src/lib/clock.ts';
import type { Message } from '../../src/platform/message.ts';
import { PREVIEW_CHANNEL } from '../../src/platforms.ts';
import { compileTopic } from '../../src/topics/compile.ts';
import { createJudge } from '../../src/topics/judge.ts';
import { copySeeds, createTestClock, type Newsroom, openNewsroom, putFile, ROOT } from './newsroom.ts';

/** The folder of recorded runs: each holds its inputs and what every stage made of them. */
export const RUNS = join(ROOT, 'test/runs');

const stepSchema = z.union([
  /** Files of `inputs/` that appear together, by name; `{ file, as }` puts one in the place of another. */
  z.strictObject({ put: z.array(z.union([z.string(), z.strictObject({ file: z.string(), as: z.string() })])) }),
  /** Files of the shipped seeds. */
  z.strictObject({ seeds: z.array(z.string()) }),
  z.strictObject({ say: z.string() }),
  z.strictObject({ hours: z.number() }),
]);

const caseSchema = z.strictObject({
  /** One sentence: what this run shows. */
  shows: z.string(),
  /** What time it is when it begins. */
  clock: z.iso.datetime(),
  steps: z.array(stepSchema),
});

/** Plays one recorded run in `seeds` (an empty folder) and gives the result of every stage. */
export async function playRun(name: string, seeds: string): Promise<unknown> {
  const folder = join(RUNS, name);
  const script = caseSchema.parse(parse(await readFile(join(folder, 'case.yaml'), 'utf8')));
  const clock = createTestClock(script.clock);
  await mkdir(seeds, { recursive: true });
  const newsroom = await openNewsroom({ seeds, clock });
  for (const step of script.steps) {
    if ('hours' in step) clock.forward(step.hours * 3_600_000);
    if ('say' in step) await newsroom.app.say(step.say, PREVIEW_CHANNEL);
    if ('seeds' in step) await copySeeds(seeds, step.seeds);
    for (const put of 'put' in step ? step.put : []) {
      const [file, as] = typeof put === 'string' ? [put, put] : [put.file, put.as];
      await putFile(seeds, as, await readFile(join(folder, 'inputs', file)));
    }
    await newsroom.app.drain();
  }
  // Through JSON, as the expectation comes from a file.
  return JSON.parse(JSON.stringify({ shows: script.shows, ...(await stagesOf(newsroom)) }));
}

async function stagesOf(newsroom: Newsroom) {
  const { archive, topics, watchlist, lexicon } = newsroom.app.desk;
  const stories = await archive.latest(100);
  const judge = createJudge(
    lexicon,
    watchlist.topics().flatMap(({ id, query }) => {
      const compiled = compileTopic(query, lexicon);
      return compiled.ok ? [{ id, topic: compiled.topic }] : [];
    }),
  );
  const tell = (articles: readonly Article[]) =>
    judge(articles, new Set(topics.match(articles).map(({ topic }) => topic)));
  return {
    filed: newsroom.filed.map((filed) => {
      if (filed.kind !== 'filed') return { file: filed.offer.ref, kind: filed.kind };
      const { article, regrouping } = filed;
      const { id: _, ...rest } = article;
      return { file: filed.offer.ref, article: rest, grouping: regrouping.outcome, reasons: regrouping.reasons };
    }),
    stories: await Promise.all(
      stories.map(async (story) => ({
        title: story.title,
        time: story.time === null ? null : toIso(story.time.at),
        articles: (await archive.filedArticles(story.story.articles)).map(({ ref }) => ref),
        timeline: (await archive.timeline(story.story.id)).map(({ title }) => title),
      })),
    ),
    matches: stories.flatMap((story) =>
      tell(story.articles.map(({ article }) => article)).map(({ topic, why }) => ({
        story: story.title,
        topic: watchlist.topic(topic)?.name,
        why,
      })),
    ),
    printed: newsroom.printed,
    channel: newsroom
      .messages()
      .map(({ id, thread, edits, message }) => ({ id, thread, edits, message: withoutId(message) })),
  };
}

function withoutId(message: Message) {
  if (message.kind !== 'alert') return message;
  const { story: _, ...rest } = message;
  return rest;
}
