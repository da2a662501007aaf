import type { Caller, Scope } from '../platform/host.ts';
import { type CommandDesk, isChannel } from './command.ts';

/** What to do where a command concerns a channel and none is there. */
export const NAME_A_CHANNEL = 'Name the channel that is meant, as in: channel #general.';

/** Asks, now, whether somebody may make changes; null where they may, else one sentence that says what they lack. */
export async function lackOfRight(desk: CommandDesk, caller: Caller, scopes: readonly Scope[]): Promise<string | null> {
  const { managers } = desk.settings.ofWorkspace(caller.channel);
  for (const scope of scopes) {
    if (scope.kind === 'channel' && !isChannel(scope.channel)) return NAME_A_CHANNEL;
    const lack = await caller.mayChange(scope, managers);
    if (lack !== null) return lack;
  }
  return null;
}
