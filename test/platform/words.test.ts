import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/list.ts';
import { LANGUAGES, wordsOf } from '../../src/platform/words.ts';

const others = LANGUAGES.filter((language) => language !== 'en');

describe('the words of a language', () => {
  test.each(others)('%s describes every command and every option, and no more', (language) => {
    const described = Object.entries(wordsOf(language).commands).map(([name, { options }]) => [
      name,
      Object.keys(options).sort(),
    ]);
    const known = COMMANDS.map(({ spec }) => [spec.name, spec.options.map(({ name }) => name).sort()]);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(known));
  });

  test.each(others)('descriptions in %s are as long as Discord takes them', (language) => {
    const texts = Object.values(wordsOf(language).commands).flatMap((command) => [
      command.description,
      ...Object.values(command.options),
    ]);
    for (const text of texts) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(100);
    }
  });

  test.each(LANGUAGES)('in %s the name of the message command fits every platform', (language) => {
    // Slack shows 24 characters of a shortcut's name, Discord takes 32.
    expect(wordsOf(language).whyPosted.length).toBeLessThanOrEqual(24);
  });

  test.each(LANGUAGES)('in %s one is told from many', (language) => {
    const words = wordsOf(language);
    const counted = [words.sources, words.newReports, words.burstTitle, words.quietTitle, words.missedTitle];
    for (const say of counted) expect(say(1)).not.toBe(say(2).replace('2', '1'));
  });
});
