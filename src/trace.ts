import { newsAt } from './announce.ts';
import type { FiledArticle } from './archive/rows.ts';
import type { ArticleTime } from './articles/article.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './lib/clock.ts';
import { sayDay, sayMinute } from './lib/say-time.ts';
import { foldedWords } from './lib/text.ts';
import { alertKey, type Delivery, type HeldCause } from './outbox/delivery.ts';
import { isNews } from './outbox/plan.ts';
import type { Rich } from './platform/message.ts';
import { sayPlace } from './sources/feeds/health.ts';
import { type StoryView, toldArticles } from './stories/view.ts';
import { compileTopic } from './topics/compile.ts';
import { type JudgedTopic, judgeMany } from './topics/judge.ts';
import type { Lexicon } from './topics/lexicon.ts';
import type { Match } from './topics/topic.ts';
import type { Subscription, Topic } from './topics/watchlist.ts';
import type { WorkspaceLexicons } from './topics/workspace-lexicon.ts';

/** A desk, and what its topics are read with. */
type TracedDesk = Desk & { readonly clock: Clock; readonly lexicon: Lexicon; readonly words: WorkspaceLexicons };

/** Topics that an article misses and that are named for it, the nearest first. */
const NEAREST_TOPICS = 2;

/**
 * Where an article went and why, in sentences, in the order in which it happened: how it was read, which story it
 * joined, which topics that story meets, and what came of it in each channel. Empty for an article that is not known.
 * Of topics and channels it names those of `workspace`; null: none.
 */
export async function traceArticle(desk: TracedDesk, id: string, workspace: string | null): Promise<readonly string[]> {
  const view = await desk.archive.article(id);
  const filed = view === null ? null : await desk.archive.filed(view.article.id);
  if (view === null || filed === null) return [];
  const story = workspace === null ? [] : await traceStory(desk, view.story, workspace);
  return [...traceReading(desk, filed), ...story.map((line) => line.map(asText).join(''))];
}

function asText(span: Rich[number]): string {
  if (typeof span === 'string') return span;
  switch (span.kind) {
    case 'strong':
    case 'code':
    case 'link':
      return span.text;
    case 'time':
      return sayMinute(span.time.at);
    case 'channel':
      return `#${span.channel}`;
  }
}

/** How one article was read and grouped. */
export function traceReading({ feeds }: Pick<Desk, 'feeds'>, filed: FiledArticle): readonly string[] {
  const { article, source, ref, filedAt, isHistory, reasons } = filed;
  const title =
    article.titleOrigin === 'stated' ? 'Its title is its own' : 'It has no title; one was made from its first sentence';
  return [
    `Read from ${sayPlace(feeds, source, ref)} on ${sayMinute(filedAt)}${isHistory ? ', where it already lay when Newsdesk first looked' : ''}.`,
    `Cleaned to ${foldedWords(article.text).length} words. ${title}. ${sayArticleTime(article.time)}`,
    ...reasons.map((reason) => `Grouping: ${reason}.`),
  ];
}

/** Which topics of a workspace a story meets, and what came of it in each channel there. */
export async function traceStory(desk: TracedDesk, storyRef: string, workspace: string): Promise<readonly Rich[]> {
  const view = await desk.archive.story(storyRef);
  if (view === null) return [];
  const members = await desk.archive.filedArticles(toldArticles(view.story));
  const articles = members.map((row) => row.article);
  const judge = (topics: readonly Topic[]) =>
    judgeMany(
      desk.lexicon,
      topics.map((topic) => () => readAgain(desk, topic)),
      articles,
    );
  const found = desk.topics.match(articles).flatMap(({ topic }) => desk.watchlist.topic(topic) ?? []);
  const met = await judge(found.filter((topic) => topic.workspace === workspace));
  const lines = met.flatMap((match): readonly Rich[] => [
    [saying(desk, match, 'meets')],
    ...channelLines(desk, view, members, match),
  ]);
  if (met.length > 0) return lines;
  const own = desk.watchlist.topics(workspace);
  if (own.length === 0) return [['Topics: nobody watches for anything yet.']];
  const nearest = (await judge(own)).filter(({ score }) => score > 0).slice(0, NEAREST_TOPICS);
  return [
    ['Topics: the story meets none, so it was not announced.'],
    ...nearest.map((match) => [saying(desk, match, 'misses')]),
  ];
}

/** A topic as it is watched for; null where its query cannot be read. */
function readAgain(desk: TracedDesk, { id, query, workspace }: Topic): JudgedTopic | null {
  const compiled = compileTopic(query, desk.words.of(workspace));
  return compiled.ok ? { id, topic: compiled.topic } : null;
}

function saying(desk: Desk, match: Match, verb: 'meets' | 'misses'): string {
  const name = desk.watchlist.topic(match.topic)?.name ?? match.topic;
  return `Topic “${name}”: the story ${verb} it (score ${match.score.toFixed(2)}). ${match.why.join('; ')}.`;
}

function channelLines(
  desk: TracedDesk,
  view: StoryView,
  members: readonly FiledArticle[],
  match: Match,
): readonly Rich[] {
  return desk.watchlist.followers(match.topic).map((subscription): Rich => {
    const delivery = desk.outbox.delivery(alertKey(subscription.channel, view.story.id));
    const { channel, platform } = subscription.channel;
    const where: Rich = ['Channel ', { kind: 'channel', channel }, ` (${platform}): `];
    if (delivery !== null) return [...where, sayDelivery(delivery)];
    return [...where, `not announced. ${whyNotAnnounced(desk, view, members, subscription)}`];
  });
}

function whyNotAnnounced(
  desk: TracedDesk,
  view: StoryView,
  members: readonly FiledArticle[],
  subscription: Subscription,
): string {
  const at = newsAt(view, members);
  if (subscription.as === 'digest') return 'The channel follows the topic in its digest.';
  if (isNews(subscription, at, desk.rules, desk.clock())) {
    return 'It was known before the channel began to follow the topic; the next report on it is announced.';
  }
  const age = at === null ? 'It was there when Newsdesk first looked' : `It is of ${sayDay(at)}`;
  return `${age}, and the channel has followed the topic since ${sayDay(subscription.since)}: old news there.`;
}

const HELD_BY: Readonly<Record<HeldCause, string>> = {
  quiet: 'quiet hours',
  paused: 'a pause',
  blocked: 'a channel in which nothing can be said',
};

function sayDelivery(delivery: Delivery): string {
  const { shown, ended, attempt, revision, trouble, held } = delivery;
  if (ended !== null) return `${ended.kind} on ${sayMinute(ended.at)}. ${ended.reason}`;
  const posted = shown === null ? '' : `message ${shown.messageId}, last written ${sayMinute(shown.at)}.`;
  const problem = trouble === null ? '' : ` Last problem: ${trouble}`;
  if (attempt !== null)
    return `${posted} A call of ${sayMinute(attempt.at)} has no outcome yet; it will be settled.${problem}`.trim();
  if (shown === null && held !== null)
    return `held back by ${HELD_BY[held.cause]} since ${sayMinute(held.since)}.${problem}`;
  if (shown === null) return `waits to be posted.${problem}`;
  return shown.revision === revision ? posted : `${posted} An edit waits.${problem}`;
}

/** When an article was published, and who says so, in a sentence. */
export function sayArticleTime(time: ArticleTime): string {
  switch (time.origin) {
    case 'stated':
      return time.precision === 'day'
        ? `It states the day: ${sayDay(time.at)}.`
        : `It states its time: ${sayMinute(time.at)}.`;
    case 'stated-local': {
      const zone = time.zone === null ? 'a zone it does not name' : time.zone;
      return `It states a time by its publisher’s clock: ${time.local.replace('T', ' ')} (${zone}).`;
    }
    case 'inferred':
      return `Its day was concluded from its text: ${sayDay(time.at)}.`;
    case 'unknown':
      return 'It states no time.';
  }
}
