import type { ChannelAddress, WorkspaceAddress } from './channel.ts';
import type { CommandSpec, OptionValues } from './command.ts';
import type { Reply } from './message.ts';

/** What somebody wants to change. */
export type Scope =
  /** What one channel follows and how. */
  | { readonly kind: 'channel'; readonly channel: ChannelAddress }
  /** What concerns every channel of the workspace. */
  | { readonly kind: 'workspace' };

/** The person behind a command, as their platform knows them. */
export type Caller = {
  /** Where it was typed or pressed. */
  readonly channel: ChannelAddress;
  /** The platform's id of the person. */
  readonly person: string;
  /**
   * Asks the platform now whether the person may change something. `managers` is a role or user group whose members may,
   * beside those who may anyway. Null where they may; else one sentence that says what they lack.
   */
  mayChange(scope: Scope, managers: string | null): Promise<string | null>;
  /** Whether a role or user group can have this id there: people also type names, which nobody answers to. */
  isRole(id: string): boolean;
};

/** One value that a text option may take. */
export type Choice = {
  /** What stands for it in the command. */
  readonly value: string;
  readonly label: string;
};

/** A command that a person is asked to complete in a form. */
export type Form = { readonly spec: CommandSpec; readonly values: OptionValues };

/** What the desk does for an adapter. Whoever calls has been authenticated by the platform; rights are asked for in here. */
export type Host = {
  readonly specs: readonly CommandSpec[];
  /** Does a command whose options the platform has taken apart. A wrong or missing value is an answer that helps, not an error. */
  run(command: string, options: Readonly<Record<string, unknown>>, caller: Caller): Promise<Reply>;
  /** Does what a typed line or a button asks. */
  say(line: string, caller: Caller): Promise<Reply>;
  /** The form for a line that lacks a required word (or for any line of a command, with `always`); null where there is none to show. */
  form(line: string, caller: Caller, always: boolean): Form | null;
  /** What a text option may go on to, best first; at most 25. Shows nothing that is not the workspace's own. */
  suggest(command: string, option: string, begun: string, channel: ChannelAddress): Promise<readonly Choice[]>;
  /** What the workspace watches for, as a page of its own (App Home). */
  home(workspace: WorkspaceAddress): Promise<Reply>;
  /** Permissions, channels or the installation of a workspace may have changed: what could not be said there is tried again. */
  accessChanged(workspace: WorkspaceAddress): void;
  /** The platform takes no more commands, and will not before somebody does what `reason` says. */
  lost(platform: string, reason: string): void;
};
