import type { ChannelAddress, WorkspaceAddress } from '../platform/channel.ts';
import type { Language } from '../platform/words.ts';
import type { Change } from '../store/change.ts';

/** A time of day by the channel's clock, `08:30`. */
export type TimeOfDay = `${number}:${number}`;

/** A part of the day, by the channel's clock; it may go past midnight. */
export type QuietHours = { readonly from: TimeOfDay; readonly to: TimeOfDay };

/** How a channel wants to be told. */
export type ChannelSettings = {
  /** IANA zone of the channel's clock. */
  readonly zone: string;
  /** Alerts wait while it lasts; null: none. */
  readonly quiet: QuietHours | null;
  readonly language: Language;
  /** More stories of one topic than this at once become one message. */
  readonly burst: number;
  /** Alerts in an announcement channel are passed on to the channels that follow it. */
  readonly publish: boolean;
  /** A digest without a story is sent all the same and says so. */
  readonly emptyDigest: boolean;
};

/** What holds for a whole workspace: what its channels take where they state nothing themselves, and who may change things. */
export type WorkspaceSettings = ChannelSettings & {
  /** Role or user group whose members may change everything; null: only those whom the platform lets. */
  readonly managers: string | null;
};

/** The settings of channels and workspaces, kept in memory and in the store. */
export type SettingsBook = {
  /** What is in force: the channel's own, else the workspace's, else what the installation begins with. */
  of(channel: ChannelAddress): ChannelSettings;
  ofWorkspace(workspace: WorkspaceAddress): WorkspaceSettings;
  /** What was stated for the channel, or for the workspace, and nothing else. */
  statedFor(channel: ChannelAddress): Partial<ChannelSettings>;
  statedForWorkspace(workspace: WorkspaceAddress): Partial<WorkspaceSettings>;
  /** States some of a channel's settings; a value of undefined takes the statement back. */
  change(
    channel: ChannelAddress,
    changes: { readonly [Name in keyof ChannelSettings]?: ChannelSettings[Name] | undefined },
  ): Change;
  changeWorkspace(
    workspace: WorkspaceAddress,
    changes: { readonly [Name in keyof WorkspaceSettings]?: WorkspaceSettings[Name] | undefined },
  ): Change;
  /** Takes back everything that was stated in a workspace. */
  forget(workspace: WorkspaceAddress): Change;
  /** The channels of a workspace for which something was stated. */
  channels(workspace: WorkspaceAddress): readonly ChannelAddress[];
};
