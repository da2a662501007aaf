/** What a command takes. Adapters translate it: Discord to options of a subcommand, Slack and the preview to words. */
export type OptionSpec = {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
} & (
  | {
      readonly type: 'text';
      readonly suggest: Suggestion | null;
      /** False: it takes every word that nothing else claims. True: it is typed as its name and a value, in quotes where that has several words. */
      readonly named: boolean;
      /**
       * Of a named one: how its value looks where it is typed without quotes, as a regular expression for the whole of it in
       * small letters. Words that look otherwise are left to the option that takes words ("mute Waiting for good weather").
       */
      readonly pattern?: string;
    }
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  /** A required choice is the first word after the verb (`digest set …`); another one is typed as its name and a value. */
  | { readonly type: 'choice'; readonly choices: readonly string[] }
  /** The id of a channel of the workspace. */
  | { readonly type: 'channel' }
  /** The id of a role (Discord) or user group (Slack). */
  | { readonly type: 'role' }
  /** The text of a file that the person attaches, at most `MAX_FILE_CHARACTERS`. */
  | { readonly type: 'file' }
);

/** Which of a workspace's own things a text option names, so that a client can complete it. */
export type Suggestion = 'topic' | 'story' | 'feed' | 'word' | 'command';

/** One verb of `/news`, as data. */
export type CommandSpec = {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** In the order in which they are typed; at most one text option is not named. */
  readonly options: readonly OptionSpec[];
};

/** Values by option name, parsed and checked against the spec. */
export type OptionValues = Readonly<Record<string, string | number>>;

/** What a file option takes at most; a workspace's topics are far smaller. */
export const MAX_FILE_CHARACTERS = 1_000_000;
