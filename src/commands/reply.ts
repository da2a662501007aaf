import type { Instant } from '../lib/clock.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Action, Block, Reply, Rich, ShownTime, Span } from '../platform/message.ts';
import type { StoryView } from '../stories/view.ts';
import type { Call } from './command.ts';
import { MAX_LINE_CHARACTERS } from './parse.ts';

/** An answer. */
export function answer(title: string, blocks: readonly Block[], actions: readonly Action[] = []): Reply {
  return { ok: true, title, blocks, actions };
}

/** An answer that says what could not be done, why, and what to do. */
export function refusal(title: string, ...sentences: readonly (string | Rich)[]): Reply {
  const blocks = sentences.map((sentence) =>
    typeof sentence === 'string' ? paragraph(sentence) : paragraph(...sentence),
  );
  return { ok: false, title, blocks, actions: [] };
}

export function paragraph(...text: Rich): Block {
  return { kind: 'text', text };
}

export function list(items: readonly Rich[]): Block {
  return { kind: 'list', items };
}

/** A channel of the workspace, as people there see its name. */
export function channelSpan({ channel }: Pick<ChannelAddress, 'channel'>): Span {
  return { kind: 'channel', channel };
}

const MOST_ENUMERATED = 10;

/** Several things in one sentence, the first ten by name. */
export function enumerated(things: readonly Rich[], separator = ', '): Rich {
  const named = things.slice(0, MOST_ENUMERATED).flatMap((thing, n) => (n === 0 ? thing : [separator, ...thing]));
  return things.length > MOST_ENUMERATED ? [...named, ` and ${things.length - MOST_ENUMERATED} more`] : named;
}

/** A moment that is known to the minute; `zone` is the clock of the channel. */
export function momentSpan(at: Instant, zone: string): Span {
  return { kind: 'time', time: { at, precision: 'minute', zone, inferred: false } };
}

/** A button, or none where its line would be too long to be understood. */
export function button(label: string, command: string): readonly Action[] {
  return command.length <= MAX_LINE_CHARACTERS ? [{ label, command }] : [];
}

/** What a button's line says of the channel, where the call concerns another one than it was typed in. */
export function inChannel({ options }: Call): string {
  const channel = options['channel'];
  return channel === undefined ? '' : ` in <#${channel}>`;
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

/** How a line of a button names a story: by its first report, which it keeps when stories are split or joined. */
export function storyRef(view: StoryView): ArticleId | StoryId {
  return view.articles[0]?.article.id ?? view.story.id;
}

/** The publishers of a story, the first reporter first, each once. */
function publishersOf(view: StoryView): readonly string[] {
  return [...new Set(view.articles.flatMap(({ article }) => article.publisher ?? []))];
}

function timeSpan(time: ShownTime): Span {
  return { kind: 'time', time };
}

/** `3 stories`, `1 story`. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
