import type { Instant } from '../lib/clock.ts';
import type { StoryId } from '../lib/ids.ts';
import type { Language } from './words.ts';

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
  | { readonly kind: 'time'; readonly time: ShownTime }
  /** A channel of the workspace that the text is said in, by its id. */
  | { readonly kind: 'channel'; readonly channel: string };

/** A button. Pressing it is typing `command`, so a button can do nothing that a command cannot. */
export type Action = {
  readonly label: string;
  readonly command: string;
  /** True where the person is first shown a form with the command's options, filled with what `command` says of them. */
  readonly form?: true;
};

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

/** How a message is posted beside what it says. */
export type Manner = {
  /** The language of the words that are the bot's own. */
  readonly language: Language;
  /** The role or user group that is rung when the message is posted; null: nobody is. */
  readonly mention: string | null;
  /** True where a message of an announcement channel is passed on to the channels that follow it. */
  readonly publish: boolean;
};

/** The living message of one story in one channel. */
export type AlertMessage = Manner & {
  readonly kind: 'alert';
  readonly story: StoryId;
  /** The story's page here. */
  readonly url: string;
  readonly title: string;
  /** Two or three whole sentences, or fewer where the articles have no more. */
  readonly summary: readonly string[];
  readonly time: ShownTime | null;
  readonly place: string | null;
  /** A picture's address, over https; the message must stand without it, for pictures go missing. */
  readonly image: string | null;
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

/** A story in one line of a list. */
export type StoryLine = {
  readonly title: string;
  /** The story's page here. */
  readonly url: string;
  readonly time: ShownTime | null;
  /** The publishers that tell it, the first reporter first; at most a handful. */
  readonly publishers: readonly string[];
  /** How many articles tell it. */
  readonly sources: number;
  /** True where it follows from the story in the line above. */
  readonly isFollowUp: boolean;
};

/** Stories under one heading, the most important first. */
export type StorySection = {
  /** The topic's name. */
  readonly heading: string;
  readonly stories: readonly StoryLine[];
  /** How many more there are beside those listed. */
  readonly more: number;
};

/** Several stories in one message: a digest, or alerts that would have come all at once. */
export type StoriesMessage = Manner & {
  readonly kind: 'stories';
  readonly title: string;
  /** Why these stories come together, or what a digest covers; empty where there is nothing to say. */
  readonly intro: Rich;
  /** None where there is nothing new. */
  readonly sections: readonly StorySection[];
  readonly actions: readonly Action[];
};

/** Everything that can be posted in a channel. */
export type Message = AlertMessage | NoteMessage | StoriesMessage;

/** A part of a command's answer. */
export type Block =
  | { readonly kind: 'text'; readonly text: Rich }
  | { readonly kind: 'list'; readonly items: readonly Rich[] }
  /** Label and value, one pair a line. */
  | { readonly kind: 'fields'; readonly rows: readonly (readonly [string, Rich])[] }
  /** A message shown as it would look in the channel. */
  | { readonly kind: 'message'; readonly message: AlertMessage | StoriesMessage };

/** What a command answers. It is shown to the person who asked, not to the channel. */
export type Reply = {
  /** False where the command could not do what was asked; the blocks then say why and what to do. */
  readonly ok: boolean;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly actions: readonly Action[];
  /** A file to hand over with the answer. */
  readonly file?: { readonly name: string; readonly text: string };
};
