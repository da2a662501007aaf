import { describe, expect, test } from 'vitest';
import { CASES, PLATFORMS, play } from './support/faults/cases.ts';

/* A few of what `npm run test:faults` plays; those that take the longest are left to it. */
const PLAYED = ['5xx, done all the same', 'the right to post is taken, and comes back', 'an outage of a day'];

describe.each(Object.entries(PLATFORMS))('%s', (_, openChat) => {
  test.each(CASES.filter(({ name }) => PLAYED.includes(name)))('$name: $end', { timeout: 60_000 }, async (one) => {
    expect((await play(one, openChat)).wrong).toEqual([]);
  });
});
