import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sayIssues } from '../../src/lib/say-issues.ts';

const schema = z.strictObject({
  name: z.string().min(1),
  backfill: z.int().min(0).max(5),
  url: z.string().refine((value) => value.startsWith('https:'), 'not an https address'),
  channels: z.array(z.strictObject({ channel: z.string() })).default([]),
});

const say = (value: unknown) => {
  const parsed = schema.safeParse(value, { reportInput: true });
  return parsed.success ? null : sayIssues(parsed.error, ['name', 'backfill', 'url', 'channels', 'channel']);
};

const good = { name: 'x', backfill: 1, url: 'https://x.example' };

describe('what is wrong, in words', () => {
  test.each([
    [{ ...good, name: undefined }, '"name" is missing'],
    [{ ...good, name: 7 }, '"name" must be text'],
    [{ ...good, name: '' }, '"name" must not be empty'],
    [{ ...good, backfill: 9 }, '"backfill" must be at most 5'],
    [{ ...good, backfill: -1 }, '"backfill" must be at least 0'],
    [{ ...good, url: 'x' }, '"url" is not an https address'],
    [{ ...good, chanels: [] }, '"chanels" is not known here; did you mean "channels"?'],
    [{ ...good, channels: [{ channel: 1 }] }, '"channels → 0 → channel" must be text'],
    ['text', 'this must be a section with names and values'],
  ])('%j', (value, words) => {
    expect(say(value)).toBe(words);
  });
});
