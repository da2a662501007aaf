import { describe, expect, test } from 'vitest';
import { announcement } from '../../src/stories/announcement.ts';

const report = (title: string, text: string) => ({ title, titleOrigin: 'stated' as const, text });

describe('announcement', () => {
  test.each([
    ['Envoys to meet in Oslo on Friday', 'The envoys gather on Friday.', 'to meet'],
    ['Oslo prepares', 'The envoys will meet in Oslo on Friday, the ministry said.', 'will meet'],
    ['Oslo prepares', 'The envoys are expected to hold talks in Oslo.', 'are expected to hold'],
    ['Bank set to raise rates', 'Analysts agree.', 'set to raise'],
    ['Russia, US diplomats to meet in Oslo to discuss trade', 'Analysts agree.', 'to meet'],
  ])('finds what is still to come in “%s” / “%s”', (title, text, words) => {
    expect(announcement(report(title, text))).toBe(words);
  });

  test.each([
    ['Envoys met in Oslo', 'The envoys met in Oslo on Friday. They will meet again in May.'],
    ['Envoys meet in Oslo', 'The envoys, who want to restore trade, talked for five hours.'],
    ['Goodwill meets doubt', 'Voters go home.'],
    ['Envoys met for six hours in Oslo on Friday to address grievances', 'Both sides were content.'],
    ['Leaders gather in Oslo to discuss trade', 'The leaders sat down at noon.'],
    ['', ''],
  ])('takes “%s” / “%s” for a report', (title, text) => {
    expect(announcement(report(title, text))).toBeNull();
  });

  test('does not read “to meet” as an announcement in a title made from the lead', () => {
    const text = 'The envoys sat down in Oslo to meet the king.';
    expect(announcement({ title: text, titleOrigin: 'lead', text })).toBeNull();
  });
});
