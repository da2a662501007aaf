import type { Action, Block, Reply, Rich, ShownTime } from '../platform/message.ts';
import type { StoryView } from '../stories/view.ts';

/** An answer. */
export function answer(title: string, blocks: readonly Block[], actions: readonly Action[] = []): Reply {
  return { ok: true, title, blocks, actions };
}

/** An answer that says what could not be done, why, and what to do. */
export function refusal(title: string, ...sentences: readonly string[]): Reply {
  return { ok: false, title, blocks: sentences.map((sentence) => paragraph(sentence)), actions: [] };
}

export function paragraph(...text: Rich): Block {
  return { kind: 'text', text };
}

export function list(items: readonly Rich[]): Block {
  return { kind: 'list', items };
}

/** A story in one line: headline, when, who tells it. */
export function storyLine(view: StoryView): Rich {
  const tellers = publishersOf(view);
  return [
    { kind: 'link', text: view.title, url: view.page },
    ...(view.time === null ? [' (time unknown)'] : [' (', timeSpan(view.time), ')']),
    tellers.length > 0 ? ` — ${tellers.join(', ')}` : '',
  ];
}

/** The publishers of a story, the first reporter first, each once. */
function publishersOf(view: StoryView): readonly string[] {
  return [...new Set(view.articles.flatMap(({ article }) => article.publisher ?? []))];
}

function timeSpan(time: ShownTime): Rich[number] {
  return { kind: 'time', time };
}

/** `3 stories`, `1 story`. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
