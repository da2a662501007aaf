import { expect, test } from 'vitest';
import { surveyArchive } from '../../src/commands/survey.ts';
import { compileTopic } from '../../src/topics/compile.ts';
import { open } from './support.ts';

test('a survey of the archive lets others in after each story', async () => {
  const { desk } = (await open()).app;
  const compiled = compileTopic('US–Russia embassy talks', desk.lexicon);
  if (!compiled.ok) throw new Error(compiled.error.message);
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const { stories, matches } = await surveyArchive(desk, compiled.topic);
  isDone = true;
  expect(stories).toBe(3);
  expect(matches).toHaveLength(3);
  expect(turns).toBeGreaterThanOrEqual(stories);
});
