import { expect, test } from 'vitest';
import { composeAlert, createAlertRevision, PLAIN, revisionOf } from '../../src/outbox/compose.ts';
import { article, story } from './support.ts';

test('a revision for many channels is that of each message', () => {
  const before = story(article('Anadolu', '2025-02-26T10:00:00Z'));
  const view = story(article('Reuters', '2025-02-27T10:00:00Z'), { ...article('"topics":[', null), image: null });
  for (const timeline of [[view], [before, view]]) {
    const revision = createAlertRevision(view, timeline);
    for (const topics of [[], ['Talks'], ['b', 'a "quoted" one']]) {
      for (const language of ['en', 'de'] as const) {
        const message = composeAlert(view, timeline, topics, { ...PLAIN, language, mention: 'role' });
        expect(revision(topics, language)).toBe(revisionOf(message));
      }
    }
  }
});
