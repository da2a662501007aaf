import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMAND_SPECS } from '../../src/commands/list.ts';
import { readOptions } from '../../src/commands/options.ts';
import { formatLine, MAX_LINE_CHARACTERS, parseLine } from '../../src/commands/parse.ts';
import type { CommandSpec, OptionSpec } from '../../src/platform/command.ts';

const parse = (line: string) => parseLine(line, COMMAND_SPECS);

function optionsOf(line: string) {
  const parsed = parse(line);
  if (parsed.kind === 'mistake') throw new Error(`${line}: ${parsed.problem}`);
  return { verb: parsed.spec.name, ...parsed.options };
}

describe('a typed line', () => {
  test.each([
    ['/news watch US–Russia embassy talks', { verb: 'watch', topic: 'US–Russia embassy talks' }],
    ['news WATCH oil', { verb: 'watch', topic: 'oil' }],
    ['watch oil backfill 3', { verb: 'watch', topic: 'oil', backfill: 3 }],
    ['/news watch oil in #Markets backfill 2', { verb: 'watch', topic: 'oil', channel: 'markets', backfill: 2 }],
    ['/news watch oil --backfill 2 channel #markets', { verb: 'watch', topic: 'oil', channel: 'markets', backfill: 2 }],
    ['/news watch oil —backfill 2', { verb: 'watch', topic: 'oil', backfill: 2 }],
    ['/news watch oil in <#C024BE7LR|markets>', { verb: 'watch', topic: 'oil', channel: 'C024BE7LR' }],
    ['/news watch oil in <#1029384756>', { verb: 'watch', topic: 'oil', channel: '1029384756' }],
    [
      '/news watch oil As Digest mention <@&77> in #x',
      { verb: 'watch', topic: 'oil', as: 'digest', mention: '77', channel: 'x' },
    ],
    ['/news watch oil mention <!subteam^S1|@desk>', { verb: 'watch', topic: 'oil', mention: 'S1' }],
    ['/news watch oil mention @S0DESK', { verb: 'watch', topic: 'oil', mention: 'S0DESK' }],
    ['/news watch talks in Istanbul', { verb: 'watch', topic: 'talks in Istanbul' }],
    ['/news watch as the sun sets', { verb: 'watch', topic: 'as the sun sets' }],
    ['/news watch life as adventure', { verb: 'watch', topic: 'life as adventure' }],
    ['/news watch news that mention Merkel', { verb: 'watch', topic: 'news that mention Merkel' }],
    ['/news watch “embassy talks” -visa', { verb: 'watch', topic: '“embassy talks” -visa' }],
    ['/news watch "backfill 3"', { verb: 'watch', topic: '"backfill 3"' }],
    ['/news watch oil backfill 3 --', { verb: 'watch', topic: 'oil backfill 3' }],
    ['/news watch oil -- the price', { verb: 'watch', topic: 'oil -- the price' }],
    ['/news latest 5', { verb: 'latest', number: 5 }],
    ['/news latest', { verb: 'latest' }],
    ['/news topics 2', { verb: 'topics', page: 2 }],
    ['/news help watch', { verb: 'help', command: 'watch' }],
    ['/news', { verb: 'help' }],
    ['', { verb: 'help' }],
    ['/news digest', { verb: 'digest', what: 'show' }],
    ['/news digest now', { verb: 'digest', what: 'now' }],
    ['/news digest in #x', { verb: 'digest', what: 'show', channel: 'x' }],
    [
      '/news digest set weekdays 8:30, 17:00 in #x',
      { verb: 'digest', what: 'set', schedule: 'weekdays 8:30, 17:00', channel: 'x' },
    ],
    ['/news digest set 0 9 1 * *', { verb: 'digest', what: 'set', schedule: '0 9 1 * *' }],
    ['/news mute Istanbul talks for 3 days', { verb: 'mute', story: 'Istanbul talks', for: '3 days' }],
    ['/news mute a-0123456789ab for 2h', { verb: 'mute', story: 'a-0123456789ab', for: '2h' }],
    ['/news mute talks for “2 hours and 30 minutes”', { verb: 'mute', story: 'talks', for: '2 hours and 30 minutes' }],
    ['/news mute talks for 1 week and 2 days', { verb: 'mute', story: 'talks', for: '1 week and 2 days' }],
    ['/news mute Waiting for good weather', { verb: 'mute', story: 'Waiting for good weather' }],
    ['/news mute War for oil', { verb: 'mute', story: 'War for oil' }],
    ['/news pause for 2h', { verb: 'pause', for: '2h' }],
    ['/news pause', { verb: 'pause' }],
    [
      '/news edit US talks add “diplomatic mission” to embassy',
      { verb: 'edit', topic: 'US talks', add: 'diplomatic mission', to: 'embassy' },
    ],
    [
      '/news edit t-0123456789ab drop visa exclude nuclear',
      { verb: 'edit', topic: 't-0123456789ab', drop: 'visa', exclude: 'nuclear' },
    ],
    ['/news edit oil query "\\"oil price\\" OR brent"', { verb: 'edit', topic: 'oil', query: '"oil price" OR brent' }],
    ['/news settings', { verb: 'settings' }],
    [
      '/news settings zone Europe / Berlin quiet 22:00 – 7:00 language DE burst 5',
      { verb: 'settings', zone: 'Europe / Berlin', quiet: '22:00 – 7:00', language: 'de', burst: 5 },
    ],
    ['/news settings publish yes everywhere yes', { verb: 'settings', publish: 'yes', everywhere: 'yes' }],
    ['/news forget confirm yes', { verb: 'forget', confirm: 'yes' }],
  ])('%j', (line, options) => {
    expect(optionsOf(line)).toEqual(options);
  });

  test.each([
    ['/news wtach oil', 'There is no command “wtach”.', 'Did you mean “watch”?'],
    ['/news xyzzy', 'There is no command “xyzzy”.', 'The commands are watch'],
    ['/news watch', '/news watch needs what to watch for.', 'Type it'],
    ['/news watch backfill 3', '/news watch needs what to watch for.', 'Type it'],
    ['/news watch oil backfill 9', 'backfill cannot be “9”.', 'from 0 to 5'],
    ['/news watch oil mention @everyone', 'Everybody is no role', 'Name a role'],
    ['/news watch oil mention <!subteam^here>', 'Everybody is no role', 'Name a role'],
    ['/news latest many', 'number cannot be “many”.', 'from 1 to 25'],
    ['/news export all', '/news export takes no words', 'Leave them out'],
    ['/news digest weekdays', 'what cannot be “weekdays”.', 'It is one of show, now, set, off.'],
    ['/news digest sett daily', 'what cannot be “sett”.', 'Did you mean “set”?'],
    ['/news settings zone', 'Nothing stands after zone.', 'Type its value'],
    ['/news settings berlin', '“berlin” was not understood.', 'zone, quiet'],
    ['/news settings language klingon', 'language cannot be “klingon”.', 'en, de, es, fr'],
    ['/news import', '/news import needs a file', 'Attach it'],
  ])('%j is answered with what to do', (line, problem, advice) => {
    const parsed = parse(line);
    expect(parsed).toMatchObject({ kind: 'mistake' });
    if (parsed.kind !== 'mistake') return;
    expect(parsed.problem).toContain(problem);
    expect(parsed.advice).toContain(advice);
    expect(parsed.example).toMatch(/^\/news /);
  });

  test('a line that is too long is no command', () => {
    expect(parse(`/news watch ${'x'.repeat(3_000)}`)).toMatchObject({
      kind: 'mistake',
      problem: expect.stringContaining('3012 characters'),
    });
  });

  test('any text is a command or a mistake, never an error', () => {
    const words = fc.constantFrom(
      ...COMMAND_SPECS.flatMap(({ name, options }) => [name, ...options.map((one) => one.name)]),
    );
    const odd = fc.constantFrom(
      '"',
      '“',
      '”',
      '--',
      '—',
      '\\',
      '<#',
      '<#x>',
      '@',
      '#',
      '3',
      'in',
      'yes',
      ' ',
      '\u0000',
    );
    const line = fc.array(fc.oneof(words, odd, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 16 });
    fc.assert(
      fc.property(line, (parts) => {
        for (const text of [parts.join(' '), parts.join(''), `/news watch ${parts.join(' ')}`]) {
          expect(['command', 'mistake']).toContain(parse(text).kind);
        }
      }),
    );
  });

  test('every example in the help is a command, but for files, which no line holds', () => {
    for (const { example, name, options } of COMMAND_SPECS) {
      if (options.some(({ type }) => type === 'file')) expect(parse(example)).toMatchObject({ begun: { options: {} } });
      else expect(optionsOf(example).verb).toBe(name);
    }
  });
});

describe('a line made of values', () => {
  const tricky = fc.constantFrom(
    'in',
    '#x',
    'backfill',
    '3',
    'as',
    'digest',
    'for',
    '2h',
    '--',
    '"',
    '“a',
    'b”',
    '\\',
    'add',
    'to',
  );
  const text = fc
    .array(fc.oneof(tricky, fc.string({ unit: 'grapheme', maxLength: 12 })), { minLength: 1, maxLength: 8 })
    .map((words) => words.join(' '));
  const id = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,20}$/);

  function anyValue(option: OptionSpec): fc.Arbitrary<unknown> {
    switch (option.type) {
      case 'text':
        return text;
      case 'integer':
        return fc.integer({ min: option.min, max: option.max });
      case 'choice':
        return fc.constantFrom(...option.choices);
      case 'channel':
      case 'role':
        return id;
      case 'file':
        return fc.constant(undefined);
    }
  }

  function valuesOf(spec: CommandSpec): fc.Arbitrary<Record<string, unknown>> {
    const fields = spec.options.map((option) => [
      option.name,
      option.required ? anyValue(option) : fc.option(anyValue(option), { nil: undefined }),
    ]);
    return fc.record(Object.fromEntries(fields));
  }

  const spoken = COMMAND_SPECS.filter(({ options }) => options.every(({ type }) => type !== 'file'));

  test.each(spoken.map((spec) => [spec.name, spec] as const))('%s is parsed back into them', (_, spec) => {
    fc.assert(
      fc.property(valuesOf(spec), (raw) => {
        const read = readOptions(spec, new Map(Object.entries(raw)));
        fc.pre(read.ok);
        const line = formatLine(spec, read.values);
        fc.pre(line.length <= MAX_LINE_CHARACTERS);
        const parsed = parse(line);
        expect(parsed, line).toMatchObject({ kind: 'command', spec });
        expect(parsed.kind === 'command' ? parsed.options : {}, line).toEqual(read.values);
      }),
      { numRuns: 200 },
    );
  });
});
