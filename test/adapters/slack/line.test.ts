import { expect, test } from 'vitest';
import { lineOf } from '../../../adapters/slack/line.ts';
import { parseLine } from '../../../src/commands/parse.ts';
import type { CommandSpec } from '../../../src/platform/command.ts';

const SPECS: readonly CommandSpec[] = [
  {
    name: 'watch',
    description: 'Follow a topic',
    example: '/news watch embassy talks',
    options: [
      { type: 'text', name: 'topic', description: 'What to watch for', required: true, suggest: null, named: false },
      { type: 'channel', name: 'channel', description: 'Where', required: false },
      { type: 'integer', name: 'backfill', description: 'How many', required: false, min: 0, max: 5 },
    ],
  },
];

test.each([
  ['watch embassy talks', '/news watch embassy talks'],
  ['', '/news'],
  ['  topics ', '/news topics'],
  ['watch “embassy talks” OR ‘visa row’', '/news watch “embassy talks” OR ‘visa row’'],
  ['watch the president’s trip', '/news watch the president’s trip'],
  ['watch talks —backfill 3', '/news watch talks —backfill 3'],
  ['watch talks –in <#C0NEWS|news>', '/news watch talks –in <#C0NEWS>'],
  ['watch talks —sport', '/news watch talks —sport'],
  ['watch talks 2024–2025', '/news watch talks 2024–2025'],
  ['watch talks channel <#C0NEWS>', '/news watch talks channel <#C0NEWS>'],
  ['watch talks mention <!subteam^S0DESK|@desk>', '/news watch talks mention <!subteam^S0DESK>'],
  ['watch <!here> <!channel|@channel>', '/news watch @here @channel'],
  ['search <@U0ANA|ana> said', '/news search @ana said'],
  [
    'why <https://acme.slack.com/archives/C1/p17?a=1&amp;b=2>',
    '/news why https://acme.slack.com/archives/C1/p17?a=1&b=2',
  ],
  ['why <http://news.example/a|news.example/a>', '/news why http://news.example/a'],
  ['watch AT&amp;T &lt; &amp;amp;', '/news watch AT&T < &amp;'],
  ['watch a &lt;#C1|x&gt;', '/news watch a <#C1|x>'],
  ['watch <odd thing>', '/news watch <odd thing>'],
])('%s', (typed, line) => {
  expect(lineOf(typed)).toBe(line);
});

test('the commands read what phones make of quotes and dashes', () => {
  const line = lineOf('watch “embassy talks” —backfill 3 –in <#C0NEWS|news>');
  expect(parseLine(line, SPECS)).toMatchObject({
    kind: 'command',
    options: { topic: '“embassy talks”', backfill: 3, channel: 'C0NEWS' },
  });
});
