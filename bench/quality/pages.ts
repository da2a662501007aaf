/**
 * How much of a page dump's body is found, and how much that is not body: `node bench/quality/pages.ts DATA_FOLDER [--half even|odd] [--worst N] [--show ID]`.
 *
 * Measure: F1 over the multiset of four-word runs of lower-cased words (the measure of scrapinghub's article extraction benchmark), a page at a
 * time, then the mean over pages. A page that is refused scores nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readArticle } from '../../src/articles/read.ts';
import { NOTHING_KNOWN } from '../../src/sources/raw-item.ts';

const pageSchema = z.object({ id: z.string(), url: z.string(), dump: z.string(), body: z.string() });

function runsOfFour(text: string): Map<string, number> {
  const found = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const runs = new Map<string, number>();
  for (let i = 0; i + 4 <= found.length; i++) {
    const run = found.slice(i, i + 4).join(' ');
    runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  return runs;
}

function f1(predicted: string, expected: string): { f: number; precision: number; recall: number } {
  const a = runsOfFour(predicted);
  const b = runsOfFour(expected);
  let both = 0;
  for (const [run, count] of a) both += Math.min(count, b.get(run) ?? 0);
  const sum = (runs: Map<string, number>): number => [...runs.values()].reduce((total, count) => total + count, 0);
  const precision = sum(a) === 0 ? 0 : both / sum(a);
  const recall = sum(b) === 0 ? 0 : both / sum(b);
  return { f: both === 0 ? 0 : (2 * precision * recall) / (precision + recall), precision, recall };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { half: { type: 'string' }, worst: { type: 'string' }, show: { type: 'string' } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error('Usage: node bench/quality/pages.ts DATA_FOLDER [--half even|odd] [--worst N] [--show ID]');
  process.exit(2);
}

for (const file of ['dumps.jsonl', 'dumps-inscriptis.jsonl']) {
  const pages = readFileSync(join(folder, 'pages', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => pageSchema.parse(JSON.parse(line)))
    .filter((_, index) => values.half === undefined || (index % 2 === 0) === (values.half === 'even'));
  const scores: { id: string; url: string; f: number; precision: number; recall: number }[] = [];
  let refused = 0;
  const started = performance.now();
  for (const page of pages) {
    const outcome = readArticle({
      source: 'bench',
      ref: `${page.id}.txt`,
      bytes: Buffer.from(page.dump),
      known: NOTHING_KNOWN,
    });
    const text = outcome.kind === 'article' ? outcome.article.text : '';
    if (outcome.kind !== 'article') refused++;
    scores.push({ id: page.id, url: page.url, ...f1(text, page.body) });
    if (values.show !== undefined && page.id.startsWith(values.show)) {
      const inBody = new Set(page.body.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()));
      const inText = new Set(text.split('\n'));
      for (const line of page.dump.split('\n').map((part) =>
        part
          .replace(/\s+/g, ' ')
          .replace(/^ ?[*+o-] /, '')
          .trim(),
      )) {
        if (line !== '')
          console.log(`${inBody.has(line) ? 'B' : ' '}${inText.has(line) ? 'P' : ' '} ${line.slice(0, 140)}`);
      }
      if (outcome.kind === 'article') console.log(JSON.stringify({ ...outcome.article, text: '' }, null, 1));
    }
  }
  const took = performance.now() - started;
  const mean = (pick: (score: (typeof scores)[number]) => number): string =>
    (scores.reduce((sum, score) => sum + pick(score), 0) / scores.length).toFixed(4);
  console.log(
    `${file}: F1 ${mean((s) => s.f)}  precision ${mean((s) => s.precision)}  recall ${mean((s) => s.recall)}  pages ${pages.length}  refused ${refused}  ${(took / pages.length).toFixed(2)} ms a page`,
  );
  scores.sort((x, y) => x.f - y.f);
  for (const score of scores.slice(0, Number(values.worst ?? 0))) {
    console.log(
      `  ${score.f.toFixed(3)}  p ${score.precision.toFixed(2)} r ${score.recall.toFixed(2)}  ${score.id.slice(0, 8)}  ${score.url.slice(0, 100)}`,
    );
  }
}
