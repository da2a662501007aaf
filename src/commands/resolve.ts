import { DAY_MS } from '../lib/clock.ts';
import { articleId } from '../lib/ids.ts';
import { nearest } from '../lib/nearest.ts';
import { topicIdSchema } from '../lib/schemas.ts';
import { fold, foldedWords } from '../lib/text.ts';
import { canonicalUrl } from '../lib/url.ts';
import type { OptionSpec } from '../platform/command.ts';
import type { Reply } from '../platform/message.ts';
import type { StoryView } from '../stories/view.ts';
import type { Topic } from '../topics/watchlist.ts';
import { type Call, type CommandDesk, textOption, workspaceOf } from './command.ts';
import { refusal } from './reply.ts';

/** The option that names a story. */
export const STORY_OPTION: OptionSpec = {
  name: 'story',
  description: 'The story: its headline, id or page',
  required: true,
  type: 'text',
  suggest: 'story',
  named: false,
};

/** Answers about the story that a command names; says so where none is meant. */
export async function aboutStory(
  desk: CommandDesk,
  call: Call,
  tell: (view: StoryView) => Promise<Reply>,
): Promise<Reply> {
  const typed = textOption(call, STORY_OPTION.name);
  const view = await resolveStory(desk, typed);
  if (view !== null) return tell(view);
  if (idIn(typed) !== null) return noLongerKept(desk);
  return refusal(`No story is known by “${typed}”`, 'Try words of its headline, or /news latest.');
}

/** The answer about a story by whose id nothing is known. */
export function noLongerKept({ keep }: CommandDesk): Reply {
  const days = Math.round(keep.ms / DAY_MS);
  return refusal(
    'This story is no longer kept',
    `Stories are let go ${days} days after their last report came. What was posted of it stays as it is.`,
  );
}

/**
 * The story that somebody means: by its id or an article's, by the address of a page here or of an article, by an
 * article file's name, or by words of its headline. Null where nothing fits.
 */
export async function resolveStory(desk: CommandDesk, typed: string): Promise<StoryView | null> {
  const ref = idIn(typed) ?? typed.trim();
  if (ref === '') return null;
  const byId = await desk.archive.story(ref);
  if (byId !== null) return byId;
  const address = /^https?:/i.test(ref) ? canonicalUrl(ref) : null;
  // An address is one article's or nobody's: its words are no headline.
  if (address !== null) return desk.archive.story(articleId('url', address));
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
export function idIn(typed: string): string | null {
  return /\b[as]-[0-9a-z]{12}\b/.exec(typed)?.[0] ?? null;
}

/** The option that names a topic of the workspace. */
export function topicOption(description: string, required: boolean): OptionSpec {
  return { name: 'topic', description, required, type: 'text', suggest: 'topic', named: false };
}

/**
 * The topic of the caller's own workspace that somebody means: by its id, or by its name, whatever its case, accents,
 * quotes and dashes. Null where there is none; a topic of another workspace is none.
 */
export function resolveTopic(desk: CommandDesk, call: Call, typed: string): Topic | null {
  const workspace = workspaceOf(call);
  const named = desk.watchlist.topicNamed(workspace, typed) ?? topicById(desk, typed.trim());
  if (named?.workspace === workspace) return named;
  const wanted = fold(typed);
  return desk.watchlist.topics(workspace).find(({ name }) => fold(name) === wanted) ?? null;
}

function topicById(desk: CommandDesk, typed: string): Topic | null {
  const id = topicIdSchema.safeParse(typed);
  return id.success ? desk.watchlist.topic(id.data) : null;
}

/** The answer where no topic of the workspace is meant. */
export function unknownTopic(desk: CommandDesk, call: Call, typed: string): Reply {
  const names = desk.watchlist.topics(workspaceOf(call)).map(({ name }) => name);
  const near = nearest(typed, names);
  const advice = near ? `Did you mean “${near}”?` : '/news topics lists them.';
  return refusal(`There is no topic “${typed}”`, `Nothing was changed. ${advice}`);
}
