// npm run test:crash: kills Newsdesk with SIGKILL at every write to its store, at every call to Discord and Slack, and at
// moments of chance, starts it again until all is told, and compares what channels hold with a run that nothing disturbed.
//   SEED=7 KILLS=300 npm run test:crash
import { playCampaign } from './campaign.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const kills = Number(process.env['KILLS'] ?? 300);
console.log(`Seed ${seed}, at least ${kills} kills`);

const sums = { lives: 0, killed: 0, lost: 0, doubled: 0, disordered: 0, faulty: 0 };
await playCampaign(kills, seed, ({ platform, kills: places, killed, lost, doubled, disordered, faults }) => {
  sums.lives++;
  sums.killed += killed;
  sums.lost += lost;
  sums.doubled += doubled;
  sums.disordered += disordered;
  if (faults.length > 0) {
    sums.faulty++;
    console.log(`${platform}, killed ${places}:\n  ${faults.join('\n  ')}`);
  }
  if (sums.lives % 20 === 0) console.log(`… ${sums.lives} lives, ${sums.killed} kills`);
});
console.log(
  `${sums.lives} lives, ${sums.killed} SIGKILLs: ${sums.lost} lost, ${sums.doubled} doubled, ${sums.disordered} out of order; seed ${seed}`,
);
process.exitCode = sums.faulty === 0 ? 0 : 1;
