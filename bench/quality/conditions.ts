/**
 * How grouping holds where articles are not what the main measure hands in: `node bench/quality/conditions.ts DATA_FOLDER [--half fit|held]`.
 *
 * B-cubed F1 of each set under each condition, and how it comes about (precision, recall): false merges cost more than false splits. The editors' roundups
 * have headlines alone. Nothing is asked of these, and nothing was tuned on them.
 */
import type { Article } from '../../src/articles/article.ts';
import { articleOfInput } from '../../src/cli/article-input.ts';
import { bCubed, twinPairs } from './clusters.ts';
import { GROUPING_SETS, groupShuffled } from './grouping.ts';
import { type Labelled, labelledArticles } from './labelled.ts';
import { average, isInHalf, type Options, runMeasures, type Taken } from './measure.ts';

type Condition = { readonly name: string; change(one: Labelled): Article | null };

function cut(text: string, words: number): string {
  return text.split(/\s+/).slice(0, words).join(' ');
}

function reread({ id }: Labelled, title: string, text: string, publishedAt?: string | null): Article {
  return articleOfInput({ id, title, text, publishedAt });
}

const CONDITIONS: readonly Condition[] = [
  { name: 'as they are', change: ({ article }) => article },
  { name: 'with dates', change: (one) => reread(one, one.article.title, one.article.text, one.date) },
  { name: 'without titles', change: (one) => reread(one, '', one.article.text) },
  { name: 'first 100 words', change: (one) => reread(one, one.article.title, cut(one.article.text, 100)) },
  { name: 'first 30 words', change: (one) => reread(one, one.article.title, cut(one.article.text, 30)) },
  {
    name: 'lower case',
    change: (one) => reread(one, one.article.title.toLowerCase(), one.article.text.toLowerCase()),
  },
  { name: 'headline only', change: (one) => (one.article.title === '' ? null : reread(one, one.article.title, '')) },
];

/** Groups the collections under every condition, then all of them in one pile. */
export function measureConditions({ folder, half }: Options): Taken {
  const sets = [...GROUPING_SETS.map((name) => `stories/${name}.articles`), 'topics/roundups.headlines'].map(
    (file) => ({
      name: file.replace(/^\w+\/(\w+)\.\w+$/, '$1'),
      labelled: labelledArticles(folder, `${file}.jsonl`).filter(({ family }) => isInHalf(family, half)),
    }),
  );
  const width = Math.max(...CONDITIONS.map(({ name }) => name.length)) + 2;
  const details = [`${''.padEnd(width)}${sets.map(({ name }) => name.padEnd(22)).join('')}look-alikes together`];
  for (const { name, change } of CONDITIONS) {
    let twins = '';
    const cells = sets.map((set) => {
      const changed = set.labelled.flatMap((one) => {
        const article = change(one);
        return article === null ? [] : [{ ...one, article }];
      });
      if (changed.length === 0) return '';
      const groups = groupShuffled(changed, 1);
      if (set.name === 'ecbplus')
        twins = average(twinPairs(groups, changed).map(({ together }) => together)).toFixed(3);
      return told(bCubed(groups, changed));
    });
    details.push(`${name.padEnd(width)}${cells.map((cell) => cell.padEnd(22)).join('')}${twins}`);
  }
  const pile = sets.flatMap(({ name, labelled }) => (name === 'roundups' ? [] : labelled));
  const groups = groupShuffled(pile, 1);
  details.push(`${'one pile'.padEnd(width)}${told(bCubed(groups, pile))}`);
  return { measures: [], details, errors: () => [] };
}

function told({ f1, precision, recall }: ReturnType<typeof bCubed>): string {
  return `${f1.toFixed(3)} (${precision.toFixed(2)}, ${recall.toFixed(2)})`;
}

if (import.meta.main) await runMeasures([measureConditions]);
