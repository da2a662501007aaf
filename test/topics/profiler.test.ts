import { describe, expect, test } from 'vitest';
import type { Profile } from '../../src/topics/profile.ts';
import { spansOfThing } from '../../src/topics/profile.ts';
import { createTopicIndex } from '../../src/topics/topic-index.ts';
import { article, compiled, lexicon } from './support.ts';

const fight = article(
  'Vitali Klitchko wins the zorbing cup',
  'Nobody had seen the zorbing cup since K. Marvetti lost it. Klitchko said that Marvetti had been kind to him.',
);

function told(profile: Profile): readonly string[] {
  return [...profile.things]
    .filter((thing) => thing >= lexicon.entries.length)
    .flatMap((thing) => spansOfThing(profile, thing).map(({ start, end }) => `${start}-${end}`));
}

describe('createProfiler', () => {
  test('what words told and what was near to them is told anew once a topic has come or gone', () => {
    const index = createTopicIndex(lexicon);
    expect(told(index.profile(fight))).toEqual([]);
    const slip = index.add(compiled('Klitschko'));
    expect(told(index.profile(fight))).toEqual(['1-2', '17-18']);
    const sport = index.add(compiled('"zorbing cup"'));
    expect(told(index.profile(fight)).toSorted()).toEqual(['1-2', '10-12', '17-18', '4-6']);
    index.remove(slip);
    expect(told(index.profile(fight)).toSorted()).toEqual(['10-12', '4-6']);
    const person = index.add(compiled('Karl Marvetti'));
    expect(told(index.profile(fight)).length).toBeGreaterThan(2);
    index.remove(sport);
    index.remove(person);
    expect(told(index.profile(fight))).toEqual([]);
  });

  test('mentions beyond those whose places are remembered are counted', () => {
    const index = createTopicIndex(lexicon);
    const longest = 9;
    for (let words = 1; words <= longest; words += 1) {
      index.add(compiled(`"${Array.from({ length: words }, () => 'zorbing').join(' ')}"`));
    }
    const many = Array.from({ length: 4_000 }, () => 'Zorbing').join(' ');
    const profile = index.profile(article(many, many.replaceAll('Z', 'z').replace('z', 'Z')));
    const rows = [...profile.things].flatMap((thing, row) => (thing >= lexicon.entries.length ? [row] : []));
    expect(rows).toHaveLength(longest);
    const spans = [...profile.things].map((thing) => spansOfThing(profile, thing).length);
    expect(spans.reduce((sum, count) => sum + count, 0)).toBe(60_000);
    // Each form begins at every word of its sentence but the last ones.
    const masses = Array.from({ length: longest }, (_, n) => {
      let mass = 0;
      for (let place = 0; place < 8_000; place += 1) {
        if (place % 4_000 < 4_000 - n) mass += Math.exp(-place / 40) + 0.25;
      }
      return mass;
    });
    const found = rows.map((row) => profile.mass[row] ?? 0).toSorted((one, other) => other - one);
    for (const [n, mass] of masses.entries()) expect(found[n]).toBeCloseTo(mass, 2);
  });
});
