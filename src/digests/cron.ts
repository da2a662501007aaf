import { createTask, parse, type ScheduledTask, schedule, validateDetailed } from 'node-cron';

/** The times of a day at which an expression rings, and the days on which it does. */
export type Cron = {
  /** Minutes since midnight, in order, each once. Never empty. */
  readonly minutes: readonly number[];
  /** Whether it rings on a day of the calendar: its midnight in UTC, in milliseconds. */
  isOn(day: number): boolean;
};

/** Five fields; a number has at most two digits (node-cron would count a range of billions out). */
const SHAPE = /^(?!.*\d{3})(?:(?:\*|\?|[\da-z#-]+)(?:\/\d+)?(?:,|(?: |$)))+$/i;

/** What is wrong with a cron expression of five fields, in words; null where nothing is. */
export function cronProblem(expression: string): string | null {
  const fields = expression.split(' ');
  if (fields.length !== 5) return `a cron expression has 5 fields, not ${fields.length}`;
  if (!SHAPE.test(expression)) return 'it is not a cron expression';
  const [error] = validateDetailed(expression).errors;
  if (error !== undefined)
    return error.field === 'dayOfMonth' ? `no month of it has that day (${fields[2]})` : wrongField(error);
  // Cron programs differ here: either day rings for some, for others only a day that is both.
  if (isRestricted(fields[2]) && isRestricted(fields[4]))
    return 'it names days of the month and days of the week; name either (1#1 is the first Monday)';
  return null;
}

function wrongField({ field, value }: { readonly field: string; readonly value?: string }): string {
  const name = field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `its ${name} cannot be “${value ?? ''}”`;
}

function isRestricted(field: string | undefined): boolean {
  return field !== '*' && field !== '?';
}

/** Expands an expression in which `cronProblem` finds nothing. */
export function openCron(expression: string): Cron {
  const { hour, minute, month } = parse(expression);
  const minutes = new Set(hour.flatMap((h) => minute.map((m) => h * 60 + m)));
  const first = Math.min(...minutes);
  return {
    minutes: [...minutes].sort((a, b) => a - b),
    isOn(day) {
      if (!month.includes(new Date(day).getUTCMonth() + 1)) return false;
      return matches(expression, day + first * 60_000);
    },
  };
}

/** Asks node-cron itself, which knows last days, nearest weekdays and second Tuesdays; a reading stands for itself in UTC. */
function matches(expression: string, reading: number): boolean {
  const task = createTask(expression, () => undefined, { timezone: 'UTC' });
  try {
    return task.match(new Date(reading));
  } finally {
    // Else node-cron keeps it for ever.
    void task.destroy();
  }
}

/** A cron expression by the clock of a zone. */
export type Alarm = { readonly cron: string; readonly zone: string };

/** Rings at the times of cron expressions. What is due stands in the store: a ring only says when to look. */
export type AlarmClock = {
  /** Rings at these times from now on, and at no others. */
  follow(alarms: readonly Alarm[]): void;
  stop(): void;
};

const SILENT = { info() {}, warn() {}, error() {}, debug() {} };

/** An alarm clock that follows nothing yet. Its timers keep no process alive. */
export function createAlarmClock(ring: () => void): AlarmClock {
  const tasks = new Map<string, ScheduledTask>();

  function follow(alarms: readonly Alarm[]): void {
    const wanted = new Map(alarms.map((alarm) => [`${alarm.cron} ${alarm.zone}`, alarm]));
    for (const [key, task] of tasks) {
      if (wanted.has(key)) continue;
      void task.destroy();
      tasks.delete(key);
    }
    for (const [key, { cron, zone }] of wanted) {
      if (tasks.has(key)) continue;
      const options = { timezone: zone, unref: true, logger: SILENT, suppressMissedWarning: true };
      tasks.set(key, schedule(cron, ring, options));
    }
  }

  return { follow, stop: () => follow([]) };
}
