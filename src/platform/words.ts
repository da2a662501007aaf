import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';

/** The languages that the bot's own words are there in. What articles say stays in theirs. */
export const LANGUAGES = ['en', 'de', 'es', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Everything that Newsdesk says in a channel in its own words. Plain text: whoever renders it escapes it. */
export type Words = {
  /** The language's name for itself. */
  readonly name: string;
  /** Above the sources of a story: how many there are. */
  sources(count: number): string;
  /** After a list that is cut off: how many more there are. */
  more(count: number): string;
  /** Above the stories that led to this one. */
  readonly earlier: string;
  /** Before the names of topics. */
  readonly topic: string;
  /** Marks a time that nobody stated. */
  readonly inferred: string;
  readonly timeUnknown: string;
  /** Stands for a headline that has no visible character. */
  readonly untitled: string;
  /** Stands for a publisher that is not known. */
  readonly unnamedSource: string;
  /** Leads to a picture where it is not shown. */
  readonly picture: string;
  /** Labels of buttons. */
  readonly why: string;
  readonly timeline: string;
  readonly mute: string;
  readonly notRelevant: string;
  readonly showStories: string;
  /** The name of the message command that asks why a message was posted. */
  readonly whyPosted: string;
  /** Said in the thread of a story's message before the link to the story that follows from it. */
  readonly whatCameNext: string;
  /** Stands in a message whose story is told elsewhere, before the link to that message's story. */
  readonly nowToldWith: string;
  /** Said in the thread of a message that can no longer be edited, before the links to the new reports. */
  newReports(count: number): string;
  /** Titles of messages that list several stories. */
  digestTitle(day: string): string;
  digestPage(page: number, pages: number): string;
  readonly nothingNew: string;
  burstTitle(count: number): string;
  quietTitle(count: number): string;
  missedTitle(count: number): string;
  /** Why stories come late: nothing could be sent; they came while the channel was paused, or closed. */
  lateFrom(since: string): string;
  pausedFrom(since: string): string;
  blockedFrom(since: string, reason: string): string;
  /**
   * What each verb of `/news` and each of its options does, by name, in at most 100 characters. Empty in English: the
   * specs of the commands say it there. What people type (names, choices, durations) stays English.
   */
  readonly commands: Readonly<Record<string, CommandWords>>;
};

/** What a verb does, and what each of its options is. */
export type CommandWords = {
  readonly description: string;
  readonly options: Readonly<Record<string, string>>;
};

const WORDS: Readonly<Record<Language, Words>> = { en, de, es, fr };

/** The bot's own words in a language. */
export function wordsOf(language: Language): Words {
  return WORDS[language];
}
