import { nearest } from '../lib/nearest.ts';
import { mistake, quoted, type Typed, typedWords } from '../settings/parse.ts';
import { type ClockTime, parseTime, sayTime } from '../settings/time-of-day.ts';
import { cronProblem, openCron } from './cron.ts';
import { comesEver } from './next.ts';

/** When a channel's digests come, by the channel's clock. */
export type Schedule = {
  /** In words or as the cron expression that was typed; typing it again gives the same. */
  readonly text: string;
  /** Cron expressions of five fields: a digest comes whenever one of them says so. */
  readonly crons: readonly string[];
};

/** What holds where a channel follows something as a digest and has said nothing of the time. */
export const DEFAULT_SCHEDULE: Schedule = { text: 'daily at 9:00', crons: ['0 9 * * *'] };

const EXAMPLES =
  'Type “daily at 9:00”, “weekdays 8:30, 17:00”, “Mondays and Thursdays at 18:00”, “every 2 hours”, or a cron expression such as “0 9 1 * *”.';
const MAX_A_DAY = 24;
const NINE: ClockTime = { hour: 9, minute: 0 };

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_NAME = /^(?:sun|mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat)$/;

/** Days of the week: how they are told, as a field of a cron expression, and one by one. */
type NamedDays = { readonly text: string; readonly field: string; readonly list: string };

const DAILY: NamedDays = { text: 'daily', field: '*', list: '0,1,2,3,4,5,6' };
const WEEKDAYS: NamedDays = { text: 'weekdays', field: '1-5', list: '1,2,3,4,5' };
const WEEKENDS: NamedDays = { text: 'weekends', field: '0,6', list: '0,6' };

const GROUPS: ReadonlyMap<string, NamedDays> = new Map([
  ['daily', DAILY],
  ['everyday', DAILY],
  ['day', DAILY],
  ['days', DAILY],
  ['weekdays', WEEKDAYS],
  ['weekday', WEEKDAYS],
  ['workdays', WEEKDAYS],
  ['weekends', WEEKENDS],
  ['weekend', WEEKENDS],
]);

/**
 * Reads a schedule as people type it: `daily at 9:00`, `weekdays 8:30, 17:00`, `weekly Monday 9am`, `Mondays and
 * Thursdays at 18:00`, `every 2 hours`, or a cron expression of five fields. Dashes, quotes, case and am/pm as phones
 * type them. Where no time is named it is 9:00; where `weekly` names no day it is Monday.
 */
export function parseSchedule(text: string): Typed<Schedule> {
  const words = typedWords(text);
  if (words === '') return mistake('No time was named.', EXAMPLES);
  const fields = words.replace(/^cron:? /, '').split(' ');
  const isCron = /^cron\b/.test(words) || (fields.length > 3 && /^[\d*?]/.test(words) && fields.every(isCronField));
  if (isCron) return fromCron(fields.join(' ').toUpperCase(), text);
  return fromHours(words, text) ?? fromDays(words, text);
}

function isCronField(word: string): boolean {
  return /^(?:[\d*?,/#-]|l\b|lw|sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)+[\dlw*?,/#-]*$/.test(
    word,
  );
}

function fromCron(expression: string, text: string): Typed<Schedule> {
  const problem = cronProblem(expression);
  if (problem !== null) return mistake(`${quoted(text)} was not understood: ${problem}.`, EXAMPLES);
  return checked({ text: expression, crons: [expression] }, text);
}

function checked(schedule: Schedule, text: string): Typed<Schedule> {
  if (new Set(schedule.crons.flatMap((cron) => openCron(cron).minutes)).size > MAX_A_DAY) {
    return mistake(`${quoted(text)} is more than ${MAX_A_DAY} digests a day.`, EXAMPLES);
  }
  if (!schedule.crons.every(comesEver)) return mistake(`${quoted(text)} never comes.`, EXAMPLES);
  return { ok: true, value: schedule };
}

/** `hourly`, `every hour`, `every 2 hours`: as many hours as make a day up. Null where it is no such thing. */
function fromHours(words: string, text: string): Typed<Schedule> | null {
  const found = /^(?:hourly|every (?:(\d{1,2}) )?(?:hours?|h))$/.exec(words);
  if (found === null) return null;
  const hours = Number(found[1] ?? 1);
  if (hours === 1) return { ok: true, value: { text: 'every hour', crons: ['0 * * * *'] } };
  if (hours < 1 || hours > 12 || 24 % hours !== 0) {
    return mistake(`${quoted(text)} does not make a day up.`, 'It can be every 1, 2, 3, 4, 6, 8 or 12 hours.');
  }
  return { ok: true, value: { text: `every ${hours} hours`, crons: [`0 */${hours} * * *`] } };
}

/** Days, then times: `weekly Monday 9:00`. Each may be left out, not both. */
function fromDays(words: string, text: string): Typed<Schedule> {
  const rest = words
    .replace(/(\d) ?([ap])\.? ?m\.?(?![a-z])/g, '$1$2m')
    .replace(/\b(?:every|each|on|at)\b/g, ' ')
    .replace(/(?<=[a-z]) ?-+ ?(?=[a-z])/g, '-')
    .split(/[\s,;&+]+|\band\b|(?<!\S)-+(?!\S)/)
    .filter(Boolean);
  const days = new Set<number>();
  const times: ClockTime[] = [];
  let group: NamedDays | null = null;
  let isWeekly = false;
  for (const word of rest) {
    const named = GROUPS.get(word);
    const range = daysOf(word);
    const time = parseTime(word);
    if (word === 'weekly' || word === 'week') isWeekly = true;
    else if (named !== undefined && group === null) group = named;
    else if (range.length > 0) for (const day of range) days.add(day);
    else if (time !== null) times.push(time);
    else return mistake(`In ${quoted(text)}, ${quoted(word)} was not understood.`, adviceFor(word));
  }
  if (group !== null && (days.size > 0 || isWeekly)) {
    return mistake(`${quoted(text)} names days in two ways.`, EXAMPLES);
  }
  if (group === null && days.size === 0) {
    if (isWeekly) days.add(1);
    else if (times.length === 0) return mistake(`${quoted(text)} was not understood.`, EXAMPLES);
  }
  return checked(scheduleOf(group ?? (days.size > 0 ? namedDays(days) : DAILY), times), text);
}

function scheduleOf({ text, field }: NamedDays, times: readonly ClockTime[]): Schedule {
  const minuteOf = ({ hour, minute }: ClockTime) => hour * 60 + minute;
  const byMinute = new Map((times.length > 0 ? times : [NINE]).map((time) => [minuteOf(time), time]));
  const inOrder = [...byMinute.values()].sort((a, b) => minuteOf(a) - minuteOf(b));
  return {
    text: `${text} at ${inOrder.map(sayTime).join(', ')}`,
    crons: inOrder.map(({ hour, minute }) => `${minute} ${hour} * * ${field}`),
  };
}

/** `Mondays and Thursdays`, the week beginning on Monday; days that have a word of their own are told by it. */
function namedDays(days: ReadonlySet<number>): NamedDays {
  const list = [...days].sort((a, b) => a - b).join(',');
  const group = [DAILY, WEEKDAYS, WEEKENDS].find((one) => one.list === list);
  if (group !== undefined) return group;
  const inOrder = [...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  const names = inOrder.map((day) => `${DAYS[day]}s`);
  const last = names.pop();
  return { text: names.length === 0 ? `${last}` : `${names.join(', ')} and ${last}`, field: list, list };
}

/** `mon` or `mon-fri`; none where it names no day. */
function daysOf(word: string): readonly number[] {
  const [from, to, ...more] = word.split('-').map(dayOf);
  if (from === undefined || from === null || to === null || more.length > 0) return [];
  const length = to === undefined ? 1 : ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, n) => (from + n) % 7);
}

function dayOf(word: string): number | null {
  const name = word.replace(/\.$/, '');
  const at = DAYS.findIndex((day) => {
    const whole = day.toLowerCase();
    return name === whole || name === `${whole}s` || (DAY_NAME.test(name) && whole.startsWith(name));
  });
  return at < 0 ? null : at;
}

function adviceFor(word: string): string {
  const known = [...GROUPS.keys(), 'weekly', 'hourly', ...DAYS.map((day) => day.toLowerCase())];
  const near = word.length > 3 ? nearest(word, known) : null;
  return near === null ? EXAMPLES : `Did you mean “${near}”? ${EXAMPLES}`;
}
