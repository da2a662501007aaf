import { describe, expect, test } from 'vitest';
import { readForeignYaml } from '../../src/lib/foreign-yaml.ts';

describe('YAML of strangers', () => {
  test('comes out as what it says', async () => {
    const read = await readForeignYaml('a: [1, "x", null]\nb: { __proto__: 1 }');
    expect(read).toEqual({ ok: true, value: { a: [1, 'x', null], b: JSON.parse('{"__proto__":1}') } });
  });

  test.each([
    ['what is no YAML', '{', /Flow map must end/],
    ['an alias', 'a: &a 1\nb: *a', /Alias/],
    ['lists in lists without end', '['.repeat(50_000), /stack|deep|flow/i],
  ])('%s is refused with the reason', async (_, text, reason) => {
    const read = await readForeignYaml(text);
    expect(read).toEqual({ ok: false, problem: expect.stringMatching(reason) });
  });

  test.each([
    ['quotes', '"'.repeat(900_000)],
    ['keys within keys', '? '.repeat(400_000)],
    ['many keys', Array.from({ length: 100_000 }, (_, n) => `k${n}: 1`).join('\n')],
  ])('%s that take the parser minutes hold up nobody', async (_, text) => {
    let turns = 0;
    const ticking = setInterval(() => {
      turns++;
    }, 10);
    const read = await readForeignYaml(text, 500);
    clearInterval(ticking);
    expect(read).toEqual({ ok: false, problem: 'it takes too long to read, or too much memory' });
    expect(turns).toBeGreaterThan(3);
  });
});
