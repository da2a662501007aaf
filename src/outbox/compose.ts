import type { Instant } from '../lib/clock.ts';
import { type ArticleId, digest } from '../lib/ids.ts';
import { sayLocalDay, sayLocalTime } from '../lib/say-time.ts';
import type {
  Action,
  AlertMessage,
  Manner,
  Message,
  NoteMessage,
  Rich,
  StoriesMessage,
  StoryLine,
  StorySection,
  TimelineLine,
} from '../platform/message.ts';
import { type Language, wordsOf } from '../platform/words.ts';
import type { StoryView } from '../stories/view.ts';
import type { StoriesSaid } from './delivery.ts';

/** Sources named in one message; a story of thousands of reports is still one message. */
const MAX_SOURCES = 50;
const MAX_EARLIER = 3;
/** Stories listed in one message. */
const MAX_LISTED = 20;
const MAX_TELLERS = 4;

/** A message for the person who asked for it. */
export const PLAIN: Manner = { language: 'en', mention: null, publish: false };

/**
 * The living message of a story: what its first report says, every source, and what came before on its timeline.
 * It depends on nothing but the story, its timeline, the names of the topics and the manner of the channel, so that any
 * order of events that leads to the same stories ends in the same messages.
 */
export function composeAlert(
  view: StoryView,
  timeline: readonly StoryView[],
  topics: readonly string[],
  manner: Manner,
): AlertMessage {
  const { before, after } = aroundTopics(view, timeline, topics.length > 0, manner);
  return { ...before, topics: [...topics].sort(), ...after };
}

/** What an alert says before the names of its topics, and after them. */
function aroundTopics(view: StoryView, timeline: readonly StoryView[], isFollowed: boolean, manner: Manner) {
  const at = timeline.findIndex((other) => other.story.id === view.story.id);
  const earlier = timeline.slice(0, Math.max(at, 0)).slice(-MAX_EARLIER);
  const before = {
    ...inOrder(manner),
    kind: 'alert' as const,
    story: view.story.id,
    url: view.page,
    title: view.title,
    summary: view.summary,
    time: view.time,
    place: view.place,
    image: view.image,
    sources: view.articles.slice(0, MAX_SOURCES).map(({ article, time, url }) => ({
      publisher: article.publisher,
      title: article.title,
      url,
      time,
    })),
    moreSources: Math.max(0, view.story.articles.length - MAX_SOURCES),
  };
  const actions = alertActions(view, earlier.length > 0, isFollowed, manner.language);
  return { before, after: { earlier: earlier.map(timelineLine), actions } };
}

/** The revision of a story's alert in a channel, from the names of the channel's topics and its language. */
export type AlertRevision = (topics: readonly string[], language: Language) => string;

/** What `revisionOf` gives of `composeAlert`, for many channels: all but the names of their topics is put into JSON once. */
export function createAlertRevision(view: StoryView, timeline: readonly StoryView[]): AlertRevision {
  const known = new Map<string, { readonly before: string; readonly after: string }>();

  function textAround(isFollowed: boolean, language: Language) {
    const key = `${language} ${isFollowed}`;
    const text = known.get(key);
    if (text !== undefined) return text;
    const parts = aroundTopics(view, timeline, isFollowed, { ...PLAIN, language });
    const written = {
      before: JSON.stringify(parts.before).slice(0, -1),
      after: JSON.stringify(parts.after).slice(1),
    };
    known.set(key, written);
    return written;
  }

  return (topics, language) => {
    const { before, after } = textAround(topics.length > 0, language);
    return digest(`${before},"topics":${JSON.stringify([...topics].sort())},${after}`);
  };
}

// A revision is made from the message as JSON: the same manner must always be spelt the same.
function inOrder({ language, mention, publish }: Manner): Manner {
  return { language, mention, publish };
}

function alertActions(
  view: StoryView,
  hasEarlier: boolean,
  isFollowed: boolean,
  language: Language,
): readonly Action[] {
  const words = wordsOf(language);
  const ref = view.articles[0]?.article.id ?? view.story.id;
  return [
    { label: words.why, command: `/news why ${ref}` },
    // Only what came before: what comes later is no reason to edit this message.
    ...(hasEarlier ? [{ label: words.timeline, command: `/news timeline ${ref}` }] : []),
    ...(isFollowed
      ? [
          { label: words.mute, command: `/news mute ${ref}` },
          { label: words.notRelevant, command: `/news irrelevant ${ref}` },
        ]
      : []),
  ];
}

/** The articles that an alert names. */
export function articlesOf(view: StoryView): readonly ArticleId[] {
  return view.articles.slice(0, MAX_SOURCES).map(({ article }) => article.id);
}

/** What is said in the thread of a story's message when another story follows from it. */
export function composeFollowUp(next: StoryView, language: Language): NoteMessage {
  return {
    kind: 'note',
    text: [`${wordsOf(language).whatCameNext} `, { kind: 'link', text: next.title, url: next.page }, ...timeOf(next)],
  };
}

/** What is said in the thread of a message that can no longer be edited: reports that it does not name. */
export function composeReports(view: StoryView, articles: readonly ArticleId[], language: Language): NoteMessage {
  const words = wordsOf(language);
  const named = view.articles.filter(({ article }) => articles.includes(article.id));
  const links = named.map(({ article, url }) => ({
    kind: 'link' as const,
    text: article.publisher ?? article.title,
    url,
  }));
  return {
    kind: 'note',
    text: [`${words.newReports(named.length)} `, ...links.flatMap((link, n) => (n === 0 ? [link] : [', ', link]))],
  };
}

/** What the message of a story becomes when its reports are told in another message. */
export function composePointer(into: StoryView, language: Language): NoteMessage {
  return {
    kind: 'note',
    text: [`${wordsOf(language).nowToldWith} `, { kind: 'link', text: into.title, url: into.page }, '.'],
  };
}

/** `more`: stories that are only counted. */
export type SectionToTell = { readonly heading: string; readonly views: readonly StoryView[]; readonly more: number };

/** What is to be known to tell several stories in one message. */
export type StoriesToTell = {
  readonly said: StoriesSaid;
  /** The sections as they are now: stories that are gone are left out, and joined ones are told once. */
  readonly sections: readonly SectionToTell[];
  /** True where the second story follows from the first. */
  follows(first: StoryView, second: StoryView): boolean;
  /** The channel's IANA zone. */
  readonly zone: string;
  readonly manner: Manner;
};

/** Several stories in one message: at most 20 are listed, the others counted. */
export function composeStories(telling: StoriesToTell): StoriesMessage {
  const { said, manner } = telling;
  const words = wordsOf(manner.language);
  const count = telling.sections.reduce((sum, { views, more }) => sum + views.length + more, 0);
  return {
    ...inOrder(manner),
    kind: 'stories',
    title: titleOf(telling, count),
    intro: introOf(telling, count),
    sections: sectionsOf(telling),
    actions:
      count > MAX_LISTED && said.cause !== 'digest'
        ? [{ label: words.showStories, command: `/news latest ${Math.min(count, 25)}` }]
        : [],
  };
}

function titleOf({ said, zone, manner }: StoriesToTell, count: number): string {
  const words = wordsOf(manner.language);
  switch (said.cause) {
    case 'digest': {
      const title = words.digestTitle(sayLocalDay(said.to, zone, manner.language));
      return said.pages === 1 ? title : `${title} (${words.digestPage(said.page, said.pages)})`;
    }
    case 'burst':
      return words.burstTitle(count);
    case 'quiet':
      return words.quietTitle(count);
    case 'late':
    case 'paused':
    case 'blocked':
      return words.missedTitle(count);
  }
}

function introOf({ said, zone, manner }: StoriesToTell, count: number): Rich {
  const words = wordsOf(manner.language);
  const since = (at: Instant) => sayLocalTime(at, zone, manner.language);
  switch (said.cause) {
    case 'digest':
      return count === 0 ? [words.nothingNew] : [];
    case 'burst':
    case 'quiet':
      return [];
    case 'late':
      return [words.lateFrom(since(said.from))];
    case 'paused':
      return [words.pausedFrom(since(said.from))];
    case 'blocked':
      return [words.blockedFrom(since(said.from), said.reason)];
  }
}

function sectionsOf({ sections, follows }: StoriesToTell): readonly StorySection[] {
  let room = MAX_LISTED;
  return sections.map(({ heading, views, more }) => {
    const shown = views.slice(0, room);
    room -= shown.length;
    const lines = shown.map((view, n) => storyLine(view, n > 0 && followsFrom(shown[n - 1], view, follows)));
    return { heading, stories: lines, more: more + views.length - shown.length };
  });
}

function followsFrom(before: StoryView | undefined, view: StoryView, follows: StoriesToTell['follows']): boolean {
  return before !== undefined && follows(before, view);
}

function storyLine(view: StoryView, isFollowUp: boolean): StoryLine {
  const publishers = new Set(view.articles.flatMap(({ article }) => article.publisher ?? []));
  return {
    title: view.title,
    url: view.page,
    time: view.time,
    publishers: [...publishers].slice(0, MAX_TELLERS),
    sources: view.story.articles.length,
    isFollowUp,
  };
}

/** Stands for what a message says: another content, another revision. Whom its post rings is no content. */
export function revisionOf(message: Message): string {
  return digest(JSON.stringify(message.kind === 'note' ? message : { ...message, mention: null, publish: false }));
}

function timelineLine(view: StoryView): TimelineLine {
  return { title: view.title, url: view.page, time: view.time };
}

function timeOf(view: StoryView): NoteMessage['text'] {
  return view.time === null ? [] : [' (', { kind: 'time', time: view.time }, ')'];
}
