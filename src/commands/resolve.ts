import { foldedWords } from '../lib/text.ts';
import type { StoryView } from '../stories/view.ts';
import type { CommandDesk } from './command.ts';

/**
 * The story that somebody means: by its id or an article's, by the address of a page here, by an article file's name,
 * or by words of its headline. Null where nothing fits.
 */
export async function resolveStory(desk: CommandDesk, typed: string): Promise<StoryView | null> {
  const ref = idIn(typed) ?? typed.trim();
  if (ref === '') return null;
  const byId = await desk.archive.story(ref);
  if (byId !== null) return byId;
  for (const { name } of desk.sources) {
    const article = desk.seen.articleOf(name, ref.replace(`${name}/`, ''));
    if (article !== null) return desk.archive.story(article);
  }
  const [best] = await desk.archive.search(ref, 1);
  return best !== undefined && isMeant(best, ref) ? best : null;
}

/** A search finds something for almost any words; most of them must stand in what was meant. */
function isMeant(view: StoryView, typed: string): boolean {
  const has = new Set(view.articles.flatMap(({ article }) => foldedWords(`${article.title} ${article.text}`)));
  const wanted = foldedWords(typed);
  return wanted.filter((word) => has.has(word)).length * 2 > wanted.length;
}

/** The id of a story or article within what was typed or pasted (a page's address, say). */
function idIn(typed: string): string | null {
  return /\b[as]-[0-9a-z]{12}\b/.exec(typed)?.[0] ?? null;
}
