import { z } from 'zod';
import type { Article, ArticleTime } from '../articles/article.ts';
import { languageOf } from '../articles/language.ts';
import { instant, parseInstant } from '../lib/clock.ts';
import { articleId } from '../lib/ids.ts';
import { fold } from '../lib/text.ts';

/** An article as other programs hand it in. `text` may be missing: a headline alone. */
export const articleInputSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z.string().nullish(),
  text: z.string().nullish(),
  publishedAt: z.string().nullish(),
  publisher: z.string().nullish(),
  url: z.string().nullish(),
});

export type ArticleInput = z.infer<typeof articleInputSchema>;

/** The article that an input line describes. A time that cannot be read counts as unknown. */
export function articleOfInput(input: ArticleInput): Article {
  const text = input.text ?? '';
  const title = input.title ?? '';
  return {
    id: articleId('input', input.id),
    title,
    titleOrigin: isLeadOf(title, text) ? 'lead' : 'stated',
    text,
    summary: [],
    time: timeOfInput(input.publishedAt ?? null),
    publisher: input.publisher ?? null,
    agency: null,
    place: null,
    url: input.url ?? null,
    image: null,
    language: languageOf(`${title}\n${text}`),
  };
}

/** A headline with which the first line begins and goes on was made from it; an empty one says no more. */
function isLeadOf(title: string, text: string): boolean {
  const [line = ''] = text.slice(0, 4 * title.length + 1).split('\n');
  const [whole, begun] = [fold(line).trim(), fold(title).trim()];
  return whole.startsWith(begun) && whole !== begun;
}

function timeOfInput(stated: string | null): ArticleTime {
  if (stated === null) return { origin: 'unknown' };
  if (/^\d{4}-\d\d-\d\d$/.test(stated)) {
    const at = instant(Date.parse(stated));
    return at === null ? { origin: 'unknown' } : { origin: 'stated', at, precision: 'day', zone: null };
  }
  const moment = parseInstant(stated);
  if (moment !== null) return { origin: 'stated', at: moment, precision: 'minute', zone: null };
  const local = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)/.exec(stated);
  const at = local === null ? null : instant(Date.parse(`${local[1]}T${local[2]}Z`));
  if (local === null || at === null) return { origin: 'unknown' };
  return { origin: 'stated-local', at, precision: 'minute', local: `${local[1]}T${local[2]}`, zone: null };
}
