import { expect, test } from 'vitest';
import { DAY_MS } from '../src/lib/clock.ts';
import { openLines } from '../src/platforms.ts';
import { openStore } from '../src/store/store.ts';
import { createTestClock } from './support/newsroom.ts';

test('what a button was too small for is kept for a time after it was shown last, and not for ever', async () => {
  const clock = createTestClock();
  const lines = openLines(await openStore('memory:', { clock }), clock);
  await lines.save('one', '/news watch oil');
  clock.forward(60 * DAY_MS);
  await lines.save('one', '/news watch oil');
  clock.forward(60 * DAY_MS);
  expect(await lines.load('one')).toBe('/news watch oil');
  clock.forward(31 * DAY_MS);
  expect(await lines.load('one')).toBeNull();
});
