import { systemClock } from '../src/lib/clock.ts';
import type { ChannelAddress } from '../src/platform/channel.ts';
import { type DiscordAccess, type SlackAccess, serveDiscord, serveSlack } from '../test/support/chat/backlog.ts';
import { speedUp } from './fast-clock.ts';

/*
 * The local servers of the benchmark of deliveries, in a process of their own: what they cost is told from what Newsdesk costs,
 * and neither waits for the other's processor.
 */

/** What the benchmark asks for. */
export type Order =
  | {
      readonly kind: 'serve';
      readonly speed: number;
      readonly start: number;
      /** Channels of each workspace. */
      readonly guilds: readonly number[];
      readonly teams: readonly number[];
      /** Each post is answered after so long. */
      readonly answerMs: number;
    }
  | { readonly kind: 'report' };

/** What it is told. */
export type Told =
  | { readonly kind: 'served'; readonly discord: Place<DiscordAccess>; readonly slack: Place<SlackAccess> }
  | { readonly kind: 'report'; readonly discord: Report; readonly slack: Report; readonly cpuMs: number };

type Place<Access> = {
  readonly access: Access;
  readonly workspaces: readonly (readonly ChannelAddress[])[];
};

/** What came of it on a server. */
export type Report = {
  readonly tooFast: number;
  readonly messages: number;
  readonly problems: readonly string[];
};

const told = (one: Told) => process.send?.(one);

process.once('message', async (order: Order) => {
  if (order.kind !== 'serve') return;
  speedUp(order.speed, order.start);
  const limited = { clock: systemClock, isLimited: true };
  const discord = await serveDiscord({ sizes: order.guilds, ...limited });
  const slack = await serveSlack({ sizes: order.teams, ...limited });
  for (const { slow } of [discord, slack]) slow(order.answerMs);
  const before = process.cpuUsage();
  const report = ({ tooFast, messagesIn, workspaces, problems }: typeof discord | typeof slack): Report => ({
    tooFast: tooFast(),
    messages: workspaces.flat().reduce((sum, channel) => sum + messagesIn(channel).length, 0),
    problems: problems().slice(0, 3),
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before);
    told({ kind: 'report', discord: report(discord), slack: report(slack), cpuMs: (user + system) / 1_000 });
  });
  told({
    kind: 'served',
    discord: { access: discord.access, workspaces: discord.workspaces },
    slack: { access: slack.access, workspaces: slack.workspaces },
  });
});
process.once('disconnect', () => process.exit());
