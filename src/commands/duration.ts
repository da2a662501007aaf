import { DAY_MS, HOUR_MS, type Instant, later, MINUTE_MS } from '../lib/clock.ts';
import type { OptionSpec } from '../platform/command.ts';
import { type Mistake, NOBODY } from './options.ts';

/** For how long: until a moment, for good, or not (any more). */
export type HowLong =
  | { readonly kind: 'until'; readonly at: Instant }
  | { readonly kind: 'good' }
  | { readonly kind: 'off' };

export type ReadHowLong = ({ readonly ok: true } & { readonly howLong: HowLong }) | ({ readonly ok: false } & Mistake);

const UNITS: ReadonlyMap<string, number> = new Map([
  ['m', MINUTE_MS],
  ['min', MINUTE_MS],
  ['mins', MINUTE_MS],
  ['minute', MINUTE_MS],
  ['minutes', MINUTE_MS],
  ['h', HOUR_MS],
  ['hr', HOUR_MS],
  ['hrs', HOUR_MS],
  ['hour', HOUR_MS],
  ['hours', HOUR_MS],
  ['d', DAY_MS],
  ['day', DAY_MS],
  ['days', DAY_MS],
  ['w', 7 * DAY_MS],
  ['week', 7 * DAY_MS],
  ['weeks', 7 * DAY_MS],
]);
const LONGEST_MS = 366 * DAY_MS;

const UNIT = [...UNITS.keys()].join('|');
const AMOUNT = `(?:\\d{1,5} ?|(?:an?|one) )(?:${UNIT})`;
const AMOUNTS = `${AMOUNT}(?:,? (?:and )?${AMOUNT})*`;
const FOR_GOOD = 'good|ever|always';
const NOT = `off|${NOBODY}|no`;

/** The option that says for how long: `for 3 days`, `for 2h`, `for good`. */
export function forOption(description: string): OptionSpec {
  const pattern = `${AMOUNTS}|${FOR_GOOD}|${NOT}`;
  return { name: 'for', description, required: false, type: 'text', suggest: null, named: true, pattern };
}

/** Reads a length of time as people type it, from `now` on: at most a year. */
export function readHowLong(text: string, now: Instant): ReadHowLong {
  const words = text.toLowerCase().trim();
  if (new RegExp(`^(?:${FOR_GOOD})$`).test(words)) return { ok: true, howLong: { kind: 'good' } };
  if (new RegExp(`^(?:${NOT})$`).test(words)) return { ok: true, howLong: { kind: 'off' } };
  const advice = 'Type it as 2h, 3 days, 1 week, or good.';
  if (!new RegExp(`^${AMOUNTS}$`).test(words)) {
    return { ok: false, problem: `“${text.slice(0, 40)}” is not a length of time.`, advice };
  }
  let ms = 0;
  for (const [, amount, unit] of words.matchAll(new RegExp(`(\\d+|\\b(?:an?|one)\\b) ?(${UNIT})(?![a-z])`, 'g'))) {
    ms += (Number(amount) >= 0 ? Number(amount) : 1) * (UNITS.get(unit ?? '') ?? 0);
  }
  if (ms > 0 && ms <= LONGEST_MS) return { ok: true, howLong: { kind: 'until', at: later(now, ms) } };
  return {
    ok: false,
    problem: `“${text.slice(0, 40)}” is ${ms > 0 ? 'longer than a year' : 'no time at all'}.`,
    advice,
  };
}
