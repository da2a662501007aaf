import { CASES, PLATFORMS, play } from './cases.ts';

/*
 * Everything that can go wrong with deliveries, on Discord and on Slack, with discord.js and Bolt's client against local
 * servers: after each of it every message stands in its channel once, in order. ONLY=429 plays the cases of such a name.
 */
const ONLY = process.env['ONLY'] ?? '';
let failed = 0;
const table: Record<string, Record<string, string | number>> = {};
for (const one of CASES.filter(({ name }) => name.includes(ONLY)))
  for (const [platform, openChat] of Object.entries(PLATFORMS)) {
    const { wrong, messages, refused, tooFast } = await play(one, openChat);
    table[`${one.name}, ${platform}`] = {
      'must end with': one.end,
      messages,
      'calls refused': refused,
      '429s': tooFast,
      result: wrong.length === 0 ? 'as it must' : 'WRONG',
    };
    console.error(`${one.name}, ${platform}: ${wrong.length === 0 ? 'as it must' : 'WRONG'}`);
    for (const sentence of wrong) console.error(`${one.name}, ${platform}: ${sentence}`);
    failed += wrong.length === 0 ? 0 : 1;
  }
console.table(table);
console.log(failed === 0 ? 'Nothing lost, nothing said twice.' : `${failed} cases went wrong.`);
process.exitCode = failed === 0 ? 0 : 1;
