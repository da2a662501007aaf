import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';

/** One line of the closing table. */
export type Measure = {
  readonly name: string;
  readonly ours: number;
  /** 95 % of the bootstrap's samples lie between. */
  readonly interval: Interval;
  /** What simple methods reach on the same input, the best first. */
  readonly baselines: readonly Baseline[];
  /** Null where nothing is asked. */
  readonly goal: number | null;
  /** `least`: the goal is not to be exceeded. */
  readonly sense: 'most' | 'least';
};

export type Baseline = { readonly name: string; readonly value: number };
export type Interval = { readonly low: number; readonly high: number };

/** What a measure found. */
export type Taken = {
  readonly measures: readonly Measure[];
  /** What the table has no room for, one line each. */
  readonly details: readonly string[];
  /** Every error with its reasons, made on request only. */
  errors(): readonly string[];
};

export type Options = {
  /** Folder of the labelled data. */
  readonly folder: string;
  /** Half of the stories, topics or pages, told apart by a hash of their names; null: all. */
  readonly half: 'fit' | 'held' | null;
};

const RESAMPLES = 400;

/** Where 95 % of a statistic lie when as many units as there are are drawn again and again, with replacement. */
export function interval<T>(units: readonly T[], statistic: (sample: readonly T[]) => number): Interval {
  if (units.length === 0) return { low: 0, high: 0 };
  const values = Array.from({ length: RESAMPLES }, (_, run) =>
    statistic(
      units.flatMap((_unit, i) => units[Math.floor(pseudoRandom(run * units.length + i) * units.length)] ?? []),
    ),
  ).sort((a, b) => a - b);
  return { low: values[Math.floor(RESAMPLES * 0.025)] ?? 0, high: values[Math.floor(RESAMPLES * 0.975)] ?? 0 };
}

/** A number from 0 to 1 for each whole number (the finaliser of MurmurHash 3). */
function pseudoRandom(n: number): number {
  let mixed = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/** A number from 0 to 1 that only the name decides. */
export function fraction(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
}

/** Whether a story, topic or page of this name is in the half that is looked at. */
export function isInHalf(name: string, half: Options['half']): boolean {
  return half === null || fraction(name) < 0.5 === (half === 'fit');
}

/** The mean; of nothing, 0. */
export function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

/** The closing table, one line a measure. */
export function tableOf(measures: readonly Measure[]): readonly string[] {
  const rows = measures.map(({ name, ours, interval: { low, high }, baselines, goal, sense }) => [
    name,
    ours.toFixed(3),
    `${low.toFixed(3)}–${high.toFixed(3)}`,
    goal === null ? '' : `${sense === 'most' ? '≥' : '≤'} ${goal.toFixed(3)}`,
    goal === null ? '' : (sense === 'most' ? ours >= goal : ours <= goal) ? 'met' : 'NOT MET',
    baselines.map((baseline) => `${baseline.value.toFixed(3)} ${baseline.name}`).join(', '),
  ]);
  const all = [['measure', 'ours', '95 %', 'goal', '', 'simple methods, same run'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Reads the command line of a measure and takes it; `--errors` prints every error with its reasons. */
export async function runMeasures(takes: readonly ((options: Options) => Taken | Promise<Taken>)[]): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { half: { type: 'string' }, errors: { type: 'boolean' } },
  });
  const [folder] = positionals;
  const { half = null } = values;
  if (folder === undefined || (half !== null && half !== 'fit' && half !== 'held')) {
    console.error('Give the folder of the labelled data: … DATA_FOLDER [--errors] [--half fit|held]');
    process.exitCode = 2;
    return;
  }
  const started = performance.now();
  const measures: Measure[] = [];
  for (const take of takes) {
    const taken = await take({ folder, half });
    measures.push(...taken.measures);
    for (const line of taken.details) console.log(line);
    if (values.errors === true) for (const line of taken.errors()) console.log(line);
    console.log();
  }
  for (const line of tableOf(measures)) console.log(line);
  console.log(`\ntook ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
