import { averageLink } from './average-link.ts';
import { compareByTime } from './order.ts';
import type { Report } from './report.ts';
import { bar, type Rules, refuse, textScore } from './same-event.ts';
import type { Entry, Placed, Window } from './window.ts';

/** Groups of reports, each in story order. */
export type Groups = readonly (readonly Report[])[];

/** How much was judged again because of a report, and in which groups that leaves it. */
export type Regrouped = {
  readonly groups: Groups;
  /** `whole`: all that hangs together with the article; `stories`: the stories it touches; `join`: only where it belongs, nothing else moves. */
  readonly scope: 'whole' | 'stories' | 'join';
};

/**
 * Judges again what a report has to do with: everything that hangs together with it over near texts, so that its arrival gives what clustering all
 * articles at once would give. Where that is more than `limit` articles, the stories it touches (on labelled news the result is hardly ever another); where even they
 * are, the report alone.
 */
export function regroup(report: Report, near: Iterable<Entry>, window: Window, rules: Rules, limit: number): Regrouped {
  const old = window.entry(report.id);
  const touched = new Set([...near, ...(old === undefined ? [] : window.membersOf(old.story))]);
  // Its former self, with the neighbours of its former text, is no part of it.
  if (old !== undefined) touched.delete(old);
  const whole = window.component(touched, limit);
  const again = whole ?? window.storiesOf(touched, limit);
  if (again === null) return { groups: join(report, touched, window, rules), scope: 'join' };
  const others = again.filter((entry) => entry.report.id !== report.id);
  const groups = cluster([{ report, serial: null }, ...others], window, rules);
  return { groups, scope: whole === null ? 'stories' : 'whole' };
}

/** Average link over some reports. The order of the input does not matter. */
function cluster(members: readonly Placed[], window: Window, rules: Rules): Groups {
  const ordered = [...members].sort((a, b) => (a.report.id < b.report.id ? -1 : 1));
  const pick = (places: readonly number[]) => places.flatMap((place) => ordered[place]?.report ?? []);
  const score = (a: number, b: number) => {
    const [one, other] = [ordered[a], ordered[b]];
    return one === undefined || other === undefined ? 0 : window.score(one, other);
  };
  return averageLink(ordered.length, score, {
    bar: (smaller) => bar(smaller, rules),
    refuses: (a, b, average) => refuse(pick(a), pick(b), average, rules) !== null,
  }).map((places) => pick(places).sort(compareByTime));
}

// Where nothing is judged again a wrong join stays: as much is asked as of two groups of this size.
const UNREPAIRED = 4;

/** The report in the touched story it is nearest to on average, or alone. */
function join(report: Report, touched: Iterable<Entry>, window: Window, rules: Rules): Groups {
  const membersOf = (story: Entry['story']) => reportsOf(window.membersOf(story)).filter(({ id }) => id !== report.id);
  const old = window.entry(report.id)?.story;
  let best: { readonly story: Entry['story']; readonly average: number } | null = null;
  for (const story of new Set([...touched].map((entry) => entry.story))) {
    const sample = sampleOf(membersOf(story));
    const average = meanScore([report], sample);
    if (average < bar(UNREPAIRED, rules) || (best !== null && average <= best.average)) continue;
    if (refuse([report], sample, average, rules) === null) best = { story, average };
  }
  const joined = best === null ? [report] : [...membersOf(best.story), report].sort(compareByTime);
  const left = old === undefined || old === best?.story ? [] : membersOf(old);
  return left.length === 0 ? [joined] : [joined, left];
}

/** The mean text score between two groups. */
export function meanScore(a: readonly Report[], b: readonly Report[]): number {
  let sum = 0;
  for (const one of a) for (const other of b) sum += textScore(one, other);
  return sum / (a.length * b.length);
}

const SAMPLE = 32;

/** A large group's first reports and its last ones: what it began as, and what it is now. */
export function sampleOf(group: readonly Report[]): readonly Report[] {
  return group.length <= SAMPLE ? group : [...group.slice(0, SAMPLE / 2), ...group.slice(-SAMPLE / 2)];
}

/** The reports of some entries. */
export function reportsOf(entries: readonly Entry[]): readonly Report[] {
  return entries.map(({ report }) => report);
}
