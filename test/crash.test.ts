import { expect, test } from 'vitest';
import { playCampaign } from './support/crash/campaign.ts';

// A small part of what `npm run test:crash` does, at places of its own every day. CRASH_SEED=… plays one again.
const SEED = Number(process.env['CRASH_SEED'] ?? Math.floor(Date.now() / 86_400_000));
const KILLS = 10;

test(`killed with SIGKILL around writes and calls, on Discord and Slack: nothing is lost, doubled or out of order (seed ${SEED})`, async () => {
  const verdicts = await playCampaign(KILLS, SEED, () => {});
  const wrong = verdicts.filter(({ faults }) => faults.length > 0);
  expect(wrong.map(({ platform, kills, faults }) => ({ platform, kills, faults }))).toEqual([]);
  expect(verdicts.reduce((sum, { killed }) => sum + killed, 0)).toBeGreaterThanOrEqual(KILLS);
}, 300_000);
