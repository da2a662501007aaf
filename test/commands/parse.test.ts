import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMAND_SPECS } from '../../src/commands/list.ts';
import { parseLine } from '../../src/commands/parse.ts';
import { PREVIEW_CHANNEL } from '../../src/platforms.ts';

const parse = (line: string) => parseLine(line, COMMAND_SPECS, PREVIEW_CHANNEL);

function optionsOf(line: string) {
  const parsed = parse(line);
  if (parsed.kind === 'mistake') throw new Error(parsed.problem);
  return { verb: parsed.spec.name, ...parsed.options };
}

describe('a typed line', () => {
  test.each([
    ['/news watch US–Russia embassy talks', { verb: 'watch', topic: 'US–Russia embassy talks' }],
    ['news WATCH oil', { verb: 'watch', topic: 'oil' }],
    ['watch oil backfill 3', { verb: 'watch', topic: 'oil', backfill: 3 }],
    ['/news watch oil in #Markets backfill 2', { verb: 'watch', topic: 'oil', channel: 'markets', backfill: 2 }],
    ['/news watch oil --backfill 2 channel #markets', { verb: 'watch', topic: 'oil', channel: 'markets', backfill: 2 }],
    ['/news watch talks in Istanbul', { verb: 'watch', topic: 'talks in Istanbul' }],
    ['/news watch “embassy talks” -visa', { verb: 'watch', topic: '“embassy talks” -visa' }],
    ['/news latest 5', { verb: 'latest', number: 5 }],
    ['/news latest', { verb: 'latest' }],
    ['/news help watch', { verb: 'help', command: 'watch' }],
    ['/news', { verb: 'help' }],
    ['', { verb: 'help' }],
  ])('%j', (line, options) => {
    expect(optionsOf(line)).toEqual(options);
  });

  test.each([
    ['/news wtach oil', 'There is no command “wtach”.', 'Did you mean “watch”?'],
    ['/news xyzzy', 'There is no command “xyzzy”.', 'The commands are watch'],
    ['/news watch', '/news watch needs what to watch for.', 'Type it'],
    ['/news watch oil backfill 9', 'backfill cannot be “9”.', 'from 0 to 5'],
    ['/news latest many', 'number cannot be “many”.', 'from 1 to 25'],
    ['/news topics of mine', '/news topics takes no words', 'Leave them out'],
    [`/news watch ${'x'.repeat(3_000)}`, 'characters', 'at most'],
  ])('%j is answered with what to do', (line, problem, advice) => {
    const parsed = parse(line);
    expect(parsed).toMatchObject({ kind: 'mistake' });
    if (parsed.kind !== 'mistake') return;
    expect(parsed.problem).toContain(problem);
    expect(parsed.advice).toContain(advice);
    expect(parsed.example).toMatch(/^\/news /);
  });

  test('any text is a command or a mistake, never an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (line) => {
        expect(['command', 'mistake']).toContain(parse(line).kind);
        expect(['command', 'mistake']).toContain(parse(`/news watch ${line}`).kind);
      }),
    );
  });

  test('every example in the help is a command', () => {
    for (const { example, name } of COMMAND_SPECS) expect(optionsOf(example).verb).toBe(name);
  });
});
