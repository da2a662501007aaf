import type { Archive } from '../archive/archive.ts';
import type { Completion } from '../commands/complete.ts';
import type { FeedsView } from '../feed-health.ts';
import type { Figures } from '../figures.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { CheckResult } from '../platform/live.ts';
import type { Reply } from '../platform/message.ts';
import type { Transcript } from '../platform/transcript.ts';
import type { Hubs } from '../sources/feeds/websub.ts';
import type { ConceptView } from '../topics/topic.ts';

/** A topic as its page shows it. */
export type TopicLine = {
  readonly name: string;
  readonly query: string;
  readonly concepts: readonly ConceptView[];
  /** Keys (`channelKey`) of the channels that follow it. */
  readonly channels: readonly string[];
};

/** Whether the program is well, and the facts that say so, one a line. Nothing secret: anybody who reaches the page reads them. */
type Health = {
  readonly ok: boolean;
  /** True once it reads and delivers, and all of that goes well. */
  readonly isReady: boolean;
  readonly lines: readonly string[];
};

/** What the pages read and do. */
export type WebPorts = {
  readonly archive: Archive;
  /** Null where the channels are shown elsewhere (Discord, Slack); there is no chat page and no command box then. */
  readonly transcript: Transcript | null;
  /**
   * Does what a command line asks, as somebody in `channel`; `file` is the text of a file that comes with it, null for
   * none. An unknown command is a reply, not an error.
   */
  say(line: string, channel: ChannelAddress, file: string | null): Promise<Reply>;
  /** What `line` may go on to, best first; a handful. */
  complete(line: string, channel: ChannelAddress): Promise<readonly Completion[]>;
  topics(): readonly TopicLine[];
  /** A page of the feeds, counted from 1; the last one where there are not so many. */
  feeds(page: number): FeedsView;
  /** Where an article went and why, in sentences, in the order in which it happened. */
  trace(articleId: string): Promise<readonly string[]>;
  health(): Health;
  readonly figures: Pick<Figures, 'text' | 'contentType'>;
  /** Looks at everything that Newsdesk needs. */
  examine(): Promise<readonly CheckResult[]>;
  /** What hubs that tell of feeds find under `/websub/FEED/TOKEN`; see src/sources/feeds/websub.ts. */
  readonly hubs: Pick<Hubs, 'verify'> & {
    /** Takes what a hub brought; false where nobody has this address. */
    bring(feed: string, token: string, signature: string | null, body: Uint8Array): boolean;
  };
  /** Told of every error that a page ran into. The reader gets a page that says so, without the error's text. */
  report(error: unknown): void;
  /** The address that links to these pages begin with (PUBLIC_URL), or null where there is none. Its host is answered to. */
  readonly publicUrl: string | null;
  /** The folder that takes article files, as an empty page names it ("seeds/"); null where there is none. */
  readonly seeds: string | null;
};
