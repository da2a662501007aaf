import type { Instant } from '../lib/clock.ts';
import type { StoryId } from '../lib/ids.ts';

/** A time as it may be shown: how exact it is and whether it was stated or concluded. */
export type ShownTime = {
  readonly at: Instant;
  /** `minute`: the hour and minute mean something. `day`: only the date does. */
  readonly precision: 'minute' | 'day';
  /** The IANA zone that the publisher's own clock shows, where known; a chat shows the reader's own zone instead. */
  readonly zone: string | null;
  /** True where nobody stated the time: it was concluded from the story the article belongs to. */
  readonly inferred: boolean;
};

/** Text with the few marks that every platform can show. Plain strings are escaped by the renderer of each platform. */
export type Rich = readonly Span[];
export type Span =
  | string
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'time'; readonly time: ShownTime };

/** A button. Pressing it is typing `command`, so a button can do nothing that a command cannot. */
export type Action = { readonly label: string; readonly command: string };

/** One article behind an alert. The first reporter comes first. */
export type SourceLine = {
  /** Null where the article names no publisher; shown by its title then. */
  readonly publisher: string | null;
  readonly title: string;
  /** The article's own address, or its page here when it names none: no address is ever invented. */
  readonly url: string;
  readonly time: ShownTime | null;
};

/** A story elsewhere on the same timeline. */
export type TimelineLine = { readonly title: string; readonly url: string; readonly time: ShownTime | null };

/** The living message of one story in one channel. */
export type AlertMessage = {
  readonly kind: 'alert';
  readonly story: StoryId;
  /** The story's page here. */
  readonly url: string;
  readonly title: string;
  /** Two or three whole sentences, or fewer where the articles have no more. */
  readonly summary: readonly string[];
  readonly time: ShownTime | null;
  readonly place: string | null;
  readonly sources: readonly SourceLine[];
  /** How many sources there are beside those listed. */
  readonly moreSources: number;
  /** Names of the topics of this channel that the story meets. */
  readonly topics: readonly string[];
  readonly earlier: readonly TimelineLine[];
  readonly actions: readonly Action[];
};

/** Something said in the thread of an alert. */
export type NoteMessage = { readonly kind: 'note'; readonly text: Rich };

/** Everything that can be posted in a channel. */
export type Message = AlertMessage | NoteMessage;

/** A part of a command's answer. */
export type Block =
  | { readonly kind: 'text'; readonly text: Rich }
  | { readonly kind: 'list'; readonly items: readonly Rich[] }
  /** Label and value, one pair a line. */
  | { readonly kind: 'fields'; readonly rows: readonly (readonly [string, Rich])[] }
  /** A message shown as it would look in the channel. */
  | { readonly kind: 'message'; readonly message: AlertMessage };

/** What a command answers. It is shown to the person who asked, not to the channel. */
export type Reply = {
  /** False where the command could not do what was asked; the blocks then say why and what to do. */
  readonly ok: boolean;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly actions: readonly Action[];
};
