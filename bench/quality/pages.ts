/**
 * How much of a page dump's body is found, and how much that is not body: `node bench/quality/pages.ts DATA_FOLDER [--errors] [--half fit|held]`.
 *
 * Measure: F1 over the multiset of four-word runs of lower-cased words (the measure of scrapinghub's article extraction benchmark), a page at a
 * time, then the mean over pages. A page that is refused scores nothing. Intervals are a bootstrap over pages.
 */
import { z } from 'zod';
import { readArticle } from '../../src/articles/read.ts';
import { NOTHING_KNOWN } from '../../src/sources/raw-item.ts';
import { rows } from './labelled.ts';
import { average, interval, isInHalf, type Options, runMeasures, type Taken } from './measure.ts';

const pageSchema = z.object({ id: z.string(), url: z.string(), dump: z.string(), body: z.string() });

type Page = z.infer<typeof pageSchema>;
type Overlap = { readonly f1: number; readonly precision: number; readonly recall: number };
type Read = { readonly page: Page; readonly text: string; readonly refused: boolean; readonly overlap: Overlap };

/** Reads both kinds of dump. */
export function measurePages({ folder, half }: Options): Taken {
  const kinds = ['dumps', 'dumps-inscriptis'].map((kind) => {
    const pages = rows(folder, `pages/${kind}.jsonl`, pageSchema).filter(({ id }) => isInHalf(id, half));
    const started = performance.now();
    const read = pages.map(readDump);
    const took = (performance.now() - started) / pages.length;
    return { kind, read, took, prose: pages.map((page) => overlap(bestRunOfProse(page.dump), page.body).f1) };
  });
  const mean = (read: readonly Read[], part: keyof Overlap) => average(read.map((one) => one.overlap[part]));
  return {
    measures: kinds.map(({ kind, read, prose }) => ({
      name: `pages: body of ${kind}, F1`,
      ours: mean(read, 'f1'),
      interval: interval(read, (sample) => mean(sample, 'f1')),
      baselines: [{ name: 'best run of prose lines', value: average(prose) }],
      goal: 0.93,
      sense: 'most',
    })),
    details: kinds.map(
      ({ kind, read, took }) =>
        `${kind}: ${read.length} pages, precision ${mean(read, 'precision').toFixed(3)}, recall ${mean(read, 'recall').toFixed(3)}, refused ${read.filter(({ refused }) => refused).length}, ${took.toFixed(1)} ms a page`,
    ),
    errors: () => kinds.flatMap(({ kind, read }) => [`\n== ${kind}`, ...read.flatMap(differences)]),
  };
}

function readDump(page: Page): Read {
  const outcome = readArticle({
    source: 'bench',
    ref: `${page.id}.txt`,
    bytes: Buffer.from(page.dump),
    known: NOTHING_KNOWN,
  });
  const text = outcome.kind === 'article' ? outcome.article.text : '';
  return { page, text, refused: outcome.kind !== 'article', overlap: overlap(text, page.body) };
}

const SHORT_LINE_COSTS = 12;

/** The simple method: each line counts its words, lines that are no sentence cost; the run of lines with the largest sum is the body. */
function bestRunOfProse(dump: string): string {
  const lines = dump.split('\n').map((line) => line.trim());
  let best = { from: 0, to: 0, sum: 0 };
  let [from, sum] = [0, 0];
  for (const [place, line] of lines.entries()) {
    const words = line === '' ? 0 : line.split(/\s+/).length;
    const isProse = words >= 8 && /[.!?]["”’)]?$/.test(line);
    if (sum <= 0) [from, sum] = [place, 0];
    if (line !== '') sum += isProse ? words : -SHORT_LINE_COSTS;
    if (sum > best.sum) best = { from, to: place + 1, sum };
  }
  return lines.slice(best.from, best.to).join('\n');
}

function overlap(predicted: string, expected: string): Overlap {
  const a = runsOfFour(predicted);
  const b = runsOfFour(expected);
  let both = 0;
  for (const [run, count] of a) both += Math.min(count, b.get(run) ?? 0);
  const size = (runs: ReadonlyMap<string, number>): number => [...runs.values()].reduce((sum, count) => sum + count, 0);
  const precision = both / Math.max(1, size(a));
  const recall = both / Math.max(1, size(b));
  return { f1: both === 0 ? 0 : (2 * precision * recall) / (precision + recall), precision, recall };
}

function runsOfFour(text: string): ReadonlyMap<string, number> {
  const found = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const runs = new Map<string, number>();
  for (let i = 0; i + 4 <= found.length; i++) {
    const run = found.slice(i, i + 4).join(' ');
    runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  return runs;
}

const AS_GOOD_AS_WHOLE = 0.99;
const LINES_SHOWN = 3;

/** The first lines that are body and were not found, and those that were found and are not body. */
function differences({ page, text, refused, overlap: { f1, precision, recall } }: Read): readonly string[] {
  if (f1 >= AS_GOOD_AS_WHOLE) return [];
  const head = `${f1.toFixed(3)}  precision ${precision.toFixed(2)} recall ${recall.toFixed(2)}  ${page.id.slice(0, 8)}  ${page.url.slice(0, 100)}`;
  if (refused) return [head, '    refused'];
  const wanting = linesNotIn(page.body, text).map((line) => `    missed  ${line}`);
  return [head, ...wanting, ...linesNotIn(text, page.body).map((line) => `    no body ${line}`)];
}

function linesNotIn(text: string, other: string): readonly string[] {
  const known = wordsOf(other);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !known.includes(wordsOf(line)))
    .slice(0, LINES_SHOWN)
    .map((line) => line.trim().slice(0, 140));
}

function wordsOf(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
}

if (import.meta.main) await runMeasures([measurePages]);
