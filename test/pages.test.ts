import { expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { PREVIEW_CHANNEL } from '../src/platforms.ts';
import { openNewsroom, SEEDS } from './support/newsroom.ts';

// People of every workspace follow the links of their messages to the pages.

async function open(settings: Partial<Config> = {}) {
  const { app } = await openNewsroom({ seeds: SEEDS, settings });
  await app.drain();
  await app.say('/news watch Darchiev consulate backfill 5', {
    ...PREVIEW_CHANNEL,
    workspace: 'rival',
    channel: 'secret',
  });
  const [story] = await app.desk.archive.search('Darchiev', 1);
  const article = story?.articles[0]?.article.id;
  const read = async (path: string) => (await app.web.fetch(new Request(`http://127.0.0.1:8080${path}`))).text();
  return { topics: await read('/topics'), article: await read(`/articles/${article}`) };
}

test('pages tell of the workspace whose screen they are, and of no other', async () => {
  const { topics, article } = await open();
  expect(topics).toContain('US–Russia embassy talks');
  expect(article).toContain('US–Russia embassy talks');
  for (const page of [topics, article]) expect(page).not.toMatch(/Darchiev consulate|secret|rival/);
});

test('where people are on Discord or Slack, pages tell of no workspace', async () => {
  const { topics, article } = await open({ discordToken: 'wrong' });
  expect(topics).toContain('No topics here');
  expect(article).toContain('Where it went');
  for (const page of [topics, article]) expect(page).not.toMatch(/embassy talks”|Darchiev consulate|secret|rival/);
});
