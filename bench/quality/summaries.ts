/**
 * How near a summary comes to the description an editor wrote: `node bench/quality/summaries.ts DATA_FOLDER [--half even|odd]`.
 *
 * Measure: ROUGE-1 and ROUGE-2 F1 (Lin, 2004; lower-cased words, no stemming, no stop words taken out), the mean over the articles of newscluster whose
 * description does not begin as their text does (six words). The first two sentences, taken by the same splitter, are measured in the same run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { summarise } from '../../src/articles/summary.ts';
import { foldedWords, sentences } from '../../src/lib/text.ts';

const articleSchema = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  description: z.string().nullish(),
});

function rouge(n: number, predicted: readonly string[], expected: readonly string[]): number {
  const a = grams(n, predicted);
  const b = grams(n, expected);
  let both = 0;
  for (const [gram, count] of a) both += Math.min(count, b.get(gram) ?? 0);
  const sizes = Math.max(predicted.length - n + 1, 0) + Math.max(expected.length - n + 1, 0);
  return sizes === 0 ? 0 : (2 * both) / sizes;
}

function grams(n: number, list: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i + n <= list.length; i++) {
    const gram = list.slice(i, i + n).join(' ');
    found.set(gram, (found.get(gram) ?? 0) + 1);
  }
  return found;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { half: { type: 'string' }, show: { type: 'string' } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error('Usage: node bench/quality/summaries.ts DATA_FOLDER [--half even|odd] [--show N]');
  process.exit(2);
}

const articles = readFileSync(join(folder, 'stories', 'newscluster.articles.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => articleSchema.parse(JSON.parse(line)))
  .filter(({ text, description }) => {
    const words = foldedWords(description ?? '');
    const opening = foldedWords(text.slice(0, 1_000));
    return words.length >= 5 && words.slice(0, 6).join(' ') !== opening.slice(0, 6).join(' ');
  })
  .filter((_, index) => values.half === undefined || (index % 2 === 0) === (values.half === 'even'));

const methods = {
  'first two sentences': (text: string) => sentences(text).slice(0, 2),
  'our summary': (text: string, title: string) => summarise(text, title),
};
for (const [name, method] of Object.entries(methods)) {
  let one = 0;
  let two = 0;
  let length = 0;
  const started = performance.now();
  for (const [index, { text, title, description }] of articles.entries()) {
    const summary = foldedWords(method(text, title).join(' '));
    const expected = foldedWords(description ?? '');
    one += rouge(1, summary, expected);
    two += rouge(2, summary, expected);
    length += summary.length;
    if (name === 'our summary' && index < Number(values.show ?? 0)) {
      console.log(
        `\n# ${title}\n  THEY ${description}\n  FIRST ${sentences(text).slice(0, 2).join(' ')}\n  OURS ${method(text, title).join(' ')}`,
      );
    }
  }
  const count = articles.length;
  console.log(
    `${name}: ROUGE-1 ${(one / count).toFixed(4)}  ROUGE-2 ${(two / count).toFixed(4)}  words ${(length / count).toFixed(0)}  articles ${count}  ${((performance.now() - started) / count).toFixed(2)} ms each`,
  );
}
