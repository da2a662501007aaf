import { HOUR_MS } from '../../src/lib/clock.ts';

/** What a life is decided by. */
export type Dice = { chance(share: number): boolean; below(limit: number): number; one<T>(from: readonly T[]): T };

/** The mulberry32 generator: the same number, the same life. */
export function createDice(seed: number): Dice {
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    chance: (share) => next() < share,
    below,
    one(from) {
      const [first] = from.slice(below(from.length));
      if (first === undefined) throw new Error('nothing to choose from');
      return first;
    },
  };
}

type Event = { readonly titles: readonly string[]; readonly sentences: readonly string[] };

/** Events of two affairs. Those of one affair share places and people, so that articles between them make stories waver. */
export const EVENTS: readonly Event[] = [
  {
    titles: ['Kenya, Somalia hold talks on fishing grounds in Mombasa', 'Friendly mood at Mombasa fishing talks'],
    sentences: [
      'Envoys of Kenya and Somalia met in Mombasa and spoke for five hours about their quarrel over fishing grounds off Lamu.',
      'Kenyan foreign minister Musalia Mudavadi said that the talks had been frank.',
      'Somali minister Ahmed Fiqi called the mood of the five hours friendly.',
      'Somalia seized 12 Kenyan boats in January, and their crews are still held in Kismayo.',
      'The delegations agreed to draw a map of the waters that both countries claim.',
      'Fishermen of Lamu waited outside the hotel and sang.',
    ],
  },
  {
    titles: ['Somalia frees 12 Kenyan boats after talks', 'Kenyan crews return to Lamu from Kismayo'],
    sentences: [
      'Somalia set free the 12 Kenyan boats that it had seized in January, and their crews sailed home to Lamu.',
      'Kenyan foreign minister Musalia Mudavadi thanked Somali minister Ahmed Fiqi for the release.',
      'The 48 fishermen had been held in Kismayo for ten weeks.',
      'Families met the boats in the harbour of Lamu with drums.',
      'The release had been promised at the talks in Mombasa on fishing grounds.',
      'A doctor said that two of the fishermen had malaria.',
    ],
  },
  {
    titles: ['Kenya and Somalia sign fishing treaty in Nairobi', 'Treaty parts waters off Lamu'],
    sentences: [
      'Kenya and Somalia signed a treaty in Nairobi that parts the fishing grounds off Lamu between them.',
      'Kenyan foreign minister Musalia Mudavadi and Somali minister Ahmed Fiqi put their names to 40 pages.',
      'The treaty allows each country 300 boats and bans trawlers within 20 miles of the coast.',
      'A commission of six will meet in Mombasa twice a year.',
      'Parliaments of both countries have to approve the treaty by June.',
      'Fishermen of Lamu said that 300 boats were too many.',
    ],
  },
  {
    titles: ['Magnitude 5.6 earthquake shakes Malatya, 14 hurt', 'Schools closed in Malatya after earthquake'],
    sentences: [
      'An earthquake of magnitude 5.6 struck the eastern Turkish province of Malatya, injuring 14 people, the disaster agency AFAD said.',
      'The tremor was centred near the town of Battalgazi at a depth of nine kilometres.',
      'Governor Seddar Yavuz said that two empty houses had collapsed.',
      'Schools in Battalgazi stay closed while houses are inspected.',
      'Hundreds of people spent the night in tents.',
      'AFAD counted 40 aftershocks.',
    ],
  },
  {
    titles: ['Second earthquake in Malatya kills two', 'Magnitude 6.1 earthquake hits Malatya again'],
    sentences: [
      'A second earthquake, of magnitude 6.1, struck the Turkish province of Malatya and killed two people, AFAD said.',
      'The tremor was centred near the town of Pütürge at a depth of seven kilometres.',
      'Governor Seddar Yavuz said that 31 houses had collapsed, many of them damaged before.',
      'Rescuers pulled a boy of six from a collapsed house in Pütürge after nine hours.',
      'The minister of the interior flew to Malatya.',
      'AFAD sent 900 tents and 40 kitchens.',
    ],
  },
];

/** What is watched for. */
export const TOPICS = ['Kenya Somalia fishing', 'earthquake in Turkey', 'boats', 'Malatya'];
/** An article as a file: some of what is known of an event, now and then mixed with another one; most state a time. */
export function writeArticle(dice: Dice, now: number): string {
  const event = dice.one(EVENTS);
  const other = dice.chance(0.3) ? dice.one(EVENTS) : event;
  const sentences = [...event.sentences, ...other.sentences].filter(() => dice.chance(0.6));
  const all = sentences.length < 3 ? event.sentences : [...new Set(sentences)];
  const hoursAgo = dice.chance(0.15) ? 24 + dice.below(200) : dice.below(6);
  const stamp = dice.chance(0.8) ? [`Published: ${new Date(now - hoursAgo * HOUR_MS).toISOString()}`, ''] : [];
  return [dice.one(event.titles), '', ...stamp, all.slice(0, 3).join(' '), '', all.slice(3).join(' '), ''].join('\n');
}
