import { availableParallelism } from 'node:os';
import { createDice, type Dice } from '../lives.ts';
import { type Kill, type Life, PLATFORMS, type PlatformName, playLife } from './lives.ts';

/** A life and what was wrong with it, against a life that nothing disturbed. */
export type Verdict = {
  readonly platform: PlatformName;
  readonly kills: string;
  readonly killed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  /** Everything wrong in words, the above included. */
  readonly faults: readonly string[];
};

/** How often a process is killed again while it recovers. */
const AGAIN = 0.25;
/** Within this time after it began, a process whose loops run has told nearly everything. */
const BUSY_MS = 2_500;
/** Of many kills, this share comes at any moment while all loops run. */
const AT_ANY_MOMENT = 0.2;

/**
 * Plays lives with at least `kills` kills, by a seed: around every write to the store and at every call that reaches the
 * platform where there are enough kills for that, else at some of these places; and at moments of chance. `report` is told
 * of each life.
 */
export async function playCampaign(
  kills: number,
  seed: number,
  report: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const dice = createDice(seed);
  const undisturbed = new Map<PlatformName, Life>();
  for (const name of names()) {
    const life = await playLife(name, []);
    if (life.wrong.length > 0) throw new Error(`An undisturbed life on ${name}: ${life.wrong.join('; ')}`);
    undisturbed.set(name, life);
  }
  const places = shuffled(dice, [...undisturbed].flatMap(placesOf));
  const moments = Math.ceil(kills * AT_ANY_MOMENT);
  const coming = places.slice(0, Math.max(1, kills - moments)).map((one) => ({ ...one, later: again(dice) }));
  const verdicts: Verdict[] = [];
  let killed = 0;

  async function worker(): Promise<void> {
    for (;;) {
      const place = coming.shift();
      if (place === undefined && (killed >= kills || verdicts.length > 2 * kills)) return;
      const { platform, kill, later } = place ?? anyMoment(dice);
      const all = [kill, ...later];
      const life = await playLife(platform, all);
      const verdict = judge(platform, all, life, undisturbed.get(platform));
      killed += life.killed;
      verdicts.push(verdict);
      report(verdict);
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  return verdicts;
}

type Place = { readonly platform: PlatformName; readonly kill: Kill };

function names(): readonly PlatformName[] {
  return Object.keys(PLATFORMS).filter((name): name is PlatformName => name in PLATFORMS);
}

/** Every place of a run at which it can be killed by count. */
function placesOf([platform, { writes, calls }]: readonly [PlatformName, Life]): readonly Place[] {
  const around = (at: 'write' | 'call', count: number) =>
    Array.from({ length: count }, (_, n) =>
      (['before', 'after'] as const).map((when) => ({ platform, kill: { at, when, n: n + 1 } })),
    ).flat();
  return [...around('write', writes), ...around('call', calls.length)];
}

function again(dice: Dice): readonly Kill[] {
  if (!dice.chance(AGAIN)) return [];
  const when = dice.one(['before', 'after'] as const);
  return [{ at: dice.one(['write', 'call'] as const), when, n: 1 + dice.below(4) }];
}

function anyMoment(dice: Dice): Place & { readonly later: readonly Kill[] } {
  const moment = (): Kill => ({ at: 'moment', ms: dice.below(BUSY_MS) });
  return { platform: dice.one(names()), kill: moment(), later: Array.from({ length: dice.below(4) }, moment) };
}

function shuffled<T>(dice: Dice, from: readonly T[]): readonly T[] {
  const left = [...from];
  return from.flatMap(() => left.splice(dice.below(left.length), 1));
}

function judge(platform: PlatformName, kills: readonly Kill[], life: Life, expected: Life | undefined): Verdict {
  const should = expected?.shown ?? [];
  const lost = withoutOnce(should.map(words), life.shown.map(words));
  const surplus = withoutOnce(life.shown.map(words), should.map(words));
  const isDisordered = lost.length + surplus.length === 0 && life.shown.join('\n') !== should.join('\n');
  return {
    platform,
    kills: kills.map(sayKill).join(', then '),
    killed: life.killed,
    lost: lost.length,
    doubled: surplus.length,
    disordered: isDisordered ? 1 : 0,
    faults: [
      ...life.wrong,
      ...lost.map((one) => `missing: ${one}`),
      ...surplus.map((one) => `too much: ${one}`),
      ...(isDisordered ? [`out of order: ${life.shown.map((one) => one.slice(0, 100)).join('\n')}`] : []),
    ],
  };
}

/** A message without its place. */
function words(shown: string): string {
  return shown.replace(/(message|under) \d+/, '$1');
}

/** What of `all` is not in `some`, each as often as it is missing there. */
function withoutOnce(all: readonly string[], some: readonly string[]): readonly string[] {
  const left = [...some];
  return all.filter((one) => {
    const found = left.indexOf(one);
    if (found !== -1) left.splice(found, 1);
    return found === -1;
  });
}

function sayKill(kill: Kill): string {
  return kill.at === 'moment' ? `after ${kill.ms} ms` : `${kill.when} ${kill.at} ${kill.n}`;
}
