import { describe, expect, test } from 'vitest';
import { nextDue } from '../../src/digests/next.ts';
import { digestNext } from '../../src/digests/next-digest.ts';
import { parseSchedule } from '../../src/digests/schedule.ts';
import { HOUR_MS, type Instant, later, MINUTE_MS } from '../../src/lib/clock.ts';
import type { StoryId } from '../../src/lib/ids.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { openDesk, storiesOf } from './desk.ts';
import { channel, createDice, moment } from './support.ts';

const HOURS = 14 * 24;
const PLACES = [
  ['Europe/Berlin', '2026-10-18T00:00Z'],
  ['America/New_York', '2026-03-01T00:00Z'],
  ['Australia/Lord_Howe', '2026-09-27T00:00Z'],
  ['Pacific/Apia', '2011-12-24T00:00Z'],
] as const;
const SCHEDULES = [
  'daily at 9:00',
  'weekdays 8:30, 17:00',
  'every hour',
  'daily 2:15',
  'Mondays and Thursdays at 0:00',
];

type Dice = ReturnType<typeof createDice>;

/** A store whose commits now and then fail, or are stored although they seem to fail, as when the process dies there. */
function misfortune(store: Store, dice: Dice): Store {
  return {
    ...store,
    async commit(writes) {
      if (dice.chance(0.05)) throw new Error('killed before');
      await store.commit(writes);
      if (dice.chance(0.05)) throw new Error('killed after');
    },
  };
}

/** Two weeks of a channel: stories come and grow, the bot is down now and then and dies at any commit. */
async function live(seed: number) {
  const dice = createDice(seed);
  const [zone, begin] = PLACES[seed % PLACES.length] ?? PLACES[0];
  const parsed = parseSchedule(SCHEDULES[dice.below(SCHEDULES.length)] ?? '');
  if (!parsed.ok) throw new Error(parsed.problem);
  const general = channel('general');
  let now = moment(begin);
  const store = await openStore('memory:', { clock: () => now });
  let desk = await openDesk(store, zone);
  const topic = await desk.follow(general, 'Talks', 'digest', now);
  await desk.commit(desk.digests.set(general, parsed.value, now), desk.settings.change(general, { emptyDigest: true }));

  /** Does something until it is done, starting again after each death. */
  async function surely(work: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (!String(error).includes('killed')) throw error;
        desk = await openDesk(misfortune(store, dice), zone);
      }
    }
  }

  const noted = new Set<StoryId>();
  const awake: Instant[] = [];
  const end = later(now, HOURS * HOUR_MS);
  const note = async (name: string) => {
    const story = await desk.file(name, now);
    await desk.commit(
      desk.digests.note([{ story, channels: [{ channel: general, matches: [{ topic, score: 0.5 }] }] }], [], now),
    );
    noted.add(story);
  };
  const wake = async () => {
    awake.push(now);
    await surely(async () => {
      while (await digestNext(desk.desk, now));
    });
  };
  for (let n = 0; now < end; n++) {
    if (dice.chance(0.2)) await surely(() => note(`story ${n}`));
    // A story grows, told or not.
    const old = `story ${dice.below(n + 1)}`;
    if (dice.chance(0.1)) await surely(() => note(old));
    if (dice.chance(0.1)) desk = await openDesk(misfortune(store, dice), zone);
    await wake();
    const isDown = dice.chance(0.02);
    now = later(now, isDown ? (1 + dice.below(60)) * HOUR_MS : (1 + dice.below(50)) * MINUTE_MS);
  }
  now = nextDue(parsed.value, zone, now);
  await wake();
  return {
    sent: (await openDesk(store, zone)).sent(general),
    noted,
    awake,
    zone,
    schedule: parsed.value,
    from: moment(begin),
  };
}

describe('lives of a channel under misfortune', () => {
  test.each(Array.from({ length: 8 }, (_, n) => n + 1))('life %i', async (seed) => {
    const { sent, noted, awake, zone, schedule, from } = await live(seed);
    const inOrder = [...sent].sort((a, b) => a.said.to - b.said.to || a.said.page - b.said.page);

    // Every story was told, and told once.
    const told = inOrder.flatMap(({ said }) => storiesOf(said));
    expect(told).toHaveLength(noted.size);
    expect(new Set(told)).toEqual(noted);

    // A digest came at the first moment the bot was there after each due time, once for all that were missed.
    const expected: Instant[] = [];
    let last = from;
    for (const at of awake) {
      if (nextDue(schedule, zone, last) > at) continue;
      expected.push(at);
      last = at;
    }
    const made = inOrder.filter(({ said }) => said.page === 1).map(({ said }) => said);
    expect(made.map(({ to }) => to)).toEqual(expected);

    // Each begins where the one before ended.
    expect(made.map((said) => said.from)).toEqual([from, ...expected.slice(0, -1)]);
  });
});
