/** What a command takes. Adapters translate it: Discord to options of a subcommand, Slack and the preview to words. */
export type OptionSpec = {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
} & (
  | { readonly type: 'text'; readonly suggest: Suggestion | null }
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'choice'; readonly choices: readonly string[] }
  | { readonly type: 'channel' }
);

/** Which of a workspace's own things a text option names, so that a client can complete it. */
export type Suggestion = 'topic' | 'story' | 'command';

/** One verb of `/news`, as data. */
export type CommandSpec = {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** In the order in which they are typed. The first text option takes every word that no keyword claims. */
  readonly options: readonly OptionSpec[];
  /** True where only people who may manage the channel may use it. */
  readonly changesChannel: boolean;
};

/** Values by option name, parsed and checked against the spec. */
export type OptionValues = Readonly<Record<string, string | number>>;
