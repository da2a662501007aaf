import { OWNER_CHANNEL } from '../platform/channel.ts';
import type { Caller, Scope } from '../platform/host.ts';
import type { CommandDesk } from './command.ts';

/** Asks, now, whether somebody may make changes; null where they may, else one sentence that says what they lack. */
export async function lackOfRight(desk: CommandDesk, caller: Caller, scopes: readonly Scope[]): Promise<string | null> {
  const { managers } = desk.settings.ofWorkspace(caller.channel);
  for (const scope of scopes) {
    // A place of its own, in which nobody can follow anything.
    if (scope.kind === 'channel' && scope.channel.channel === OWNER_CHANNEL) {
      return 'Name the channel that is meant, as in: channel #general.';
    }
    const lack = await caller.mayChange(scope, managers);
    if (lack !== null) return lack;
  }
  return null;
}
