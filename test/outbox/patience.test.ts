import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { early, late, open } from './harness.ts';
import { article, story } from './support.ts';

describe('a post that fails again and again', () => {
  test('holds up those behind it no longer once others get through and it does not', async () => {
    const { plan, drain, fake, clock } = await open();
    fake.answer(async ({ channel: at, title }) =>
      at === 'general' && title === 'Gazette reports' ? { kind: 'failed', reason: 'busy', afterMs: 0 } : null,
    );
    await plan(early, ['general']);
    await plan(late, ['general']);
    for (let n = 0; n < 5; n++) {
      await plan(story(article(`Herald ${n}`, '2026-01-02T09:00:00Z')), [`other${n}`]);
      await drain();
      clock.forward(60_000);
    }
    await drain();
    expect(fake.sent.map(({ channel }) => channel)).toContain('general');
  });

  test('holds them up for as long as nothing gets through at all: it is the platform’s fault', async () => {
    const { plan, drain, fake, clock } = await open();
    fake.answer(async () => ({ kind: 'failed', reason: 'down', afterMs: 0 }));
    await plan(early, ['general', 'other']);
    await plan(late, ['general', 'other']);
    for (let n = 0; n < 8; n++) {
      await drain();
      clock.forward(120_000);
    }
    fake.answer(async () => null);
    clock.forward(HOUR_MS);
    await drain();
    const inGeneral = fake.sent.filter(({ channel }) => channel === 'general').map(({ title }) => title);
    expect(inGeneral).toEqual(['Gazette reports', 'Post reports']);
  });
});
