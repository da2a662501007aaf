import { describe, expect, test } from 'vitest';
import { renderReply } from '../../src/cli/render-reply.ts';
import type { Block, Reply } from '../../src/platform/message.ts';
import { sampleAlert, sampleSource, sampleStories } from '../contracts/platform.ts';

const reply = (...blocks: readonly Block[]): Reply => ({ ok: true, title: 'Found', blocks, actions: [] });

describe('an answer on a terminal', () => {
  test('text, lists and fields are lines', () => {
    const lines = renderReply(
      reply(
        { kind: 'text', text: ['See ', { kind: 'link', text: 'here', url: 'https://a.example' }, '.'] },
        {
          kind: 'list',
          items: [['One in ', { kind: 'channel', channel: 'general' }], [{ kind: 'code', text: 'two' }]],
        },
        { kind: 'fields', rows: [['Zone', ['Europe/Malta']]] },
      ),
      false,
    );
    expect(lines).toEqual([
      'Found',
      '  See here <https://a.example>.',
      '  - One in #general',
      '  - two',
      '  Zone: Europe/Malta',
    ]);
  });

  test('an alert is told with its sources', () => {
    const message = sampleAlert({ sources: [sampleSource('Harbour Gazette')], moreSources: 3 });
    expect(renderReply(reply({ kind: 'message', message }), false)).toEqual([
      'Found',
      '  Two delegations met in Valletta on Tuesday.',
      '  They will meet again in May.',
      '  5 Mar 2024, 09:30 UTC · Valletta',
      '  - Harbour Gazette https://news.example/Harbour%20Gazette',
      '  - and 3 more',
      '  http://127.0.0.1:8080/stories/envoys',
    ]);
  });

  test('a list of stories is told by topics, follow-ups below what they follow from', () => {
    const message = sampleStories({ intro: ['Dry run.'] });
    expect(renderReply(reply({ kind: 'message', message }), false)).toEqual([
      'Found',
      '  News digest, 5 March 2024',
      '  Dry run.',
      '  Consulate talks',
      '  - Envoys meet in Valletta over consulates (Harbour Gazette, Island Post, 5 Mar 2024, 09:30 UTC) http://127.0.0.1:8080/stories/envoys',
      '    ↳ Consulates reopen (Harbour Gazette, Island Post, 5 Mar 2024, 09:30 UTC) http://127.0.0.1:8080/stories/reopen',
      '  Ferries',
      '  - Ferry line resumes after the storm (Island Post) http://127.0.0.1:8080/stories/ferry',
      '  - and 3 more',
    ]);
  });

  test('no text can steer the terminal', () => {
    const bad = '\u001b[2J\u202e\r\nfake';
    const message = sampleStories({ title: bad, intro: [bad], sections: [{ heading: bad, stories: [], more: 0 }] });
    const lines = renderReply(
      reply({ kind: 'message', message }, { kind: 'text', text: [{ kind: 'channel', channel: bad }] }),
      false,
    );
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  });
});
