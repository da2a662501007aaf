import { digest } from '../lib/ids.ts';
import type { AlertMessage, Message, NoteMessage, TimelineLine } from '../platform/message.ts';
import type { StoryView } from '../stories/view.ts';

/** Sources named in one message; a story of thousands of reports is still one message. */
const MAX_SOURCES = 50;
const MAX_EARLIER = 3;

/**
 * The living message of a story: what its first report says, every source, and what came before on its timeline.
 * It depends on nothing but the story, its timeline and the names of the topics, so that any order of events that
 * leads to the same stories ends in the same messages.
 */
export function composeAlert(view: StoryView, timeline: readonly StoryView[], topics: readonly string[]): AlertMessage {
  const at = timeline.findIndex((other) => other.story.id === view.story.id);
  const earlier = timeline.slice(0, Math.max(at, 0)).slice(-MAX_EARLIER);
  const lead = view.articles[0];
  const ref = lead === undefined ? view.story.id : lead.article.id;
  return {
    kind: 'alert',
    story: view.story.id,
    url: view.page,
    title: view.title,
    summary: view.summary,
    time: view.time,
    place: view.place,
    sources: view.articles.slice(0, MAX_SOURCES).map(({ article, time, url }) => ({
      publisher: article.publisher,
      title: article.title,
      url,
      time,
    })),
    moreSources: Math.max(0, view.story.articles.length - MAX_SOURCES),
    topics: [...topics].sort(),
    earlier: earlier.map(timelineLine),
    actions: [
      { label: 'Why?', command: `/news why ${ref}` },
      // Only what came before: what comes later is no reason to edit this message.
      ...(earlier.length > 0 ? [{ label: 'Timeline', command: `/news timeline ${ref}` }] : []),
    ],
  };
}

/** What is said in the thread of a story's message when another story follows from it. */
export function composeFollowUp(next: StoryView): NoteMessage {
  return {
    kind: 'note',
    text: ['What came next: ', { kind: 'link', text: next.title, url: next.page }, ...timeOf(next)],
  };
}

/** What the message of a story becomes when its reports are told in another message. */
export function composePointer(into: StoryView): NoteMessage {
  return { kind: 'note', text: ['Now told together with ', { kind: 'link', text: into.title, url: into.page }, '.'] };
}

/** Stands for the content of a message: another content, another revision. */
export function revisionOf(message: Message): string {
  return digest(JSON.stringify(message));
}

function timelineLine(view: StoryView): TimelineLine {
  return { title: view.title, url: view.page, time: view.time };
}

function timeOf(view: StoryView): NoteMessage['text'] {
  return view.time === null ? [] : [' (', { kind: 'time', time: view.time }, ')'];
}
