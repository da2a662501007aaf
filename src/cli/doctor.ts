import { z } from 'zod';
import type { Config } from '../config.ts';
import { localAddress } from '../lib/url.ts';
import type { CheckResult } from '../platform/live.ts';
import { checkResultSchema } from '../platform/schemas.ts';
import { StoreError } from '../store/store.ts';
import { openApp } from './open-app.ts';
import { EXIT, type Verb } from './verb.ts';

/** Looking at every channel of a large workspace takes its time. */
const ANSWER_MS = 120_000;

const MARKS = { good: '✓', warning: '!', bad: '✗' } as const;

export const doctor: Verb = {
  name: 'doctor',
  usage: '[--json]',
  summary: 'Looks at tokens, permissions, channels, store, clock and sources, and says what to do about each finding.',
  example: 'npx newsdesk doctor',
  options: { json: { type: 'boolean' } },
  optionHelp: { json: 'one JSON object a finding, for programs' },
  async run({ options, terminal, settings }) {
    const { config } = settings();
    const results = await examineAnywhere(config, terminal.errIsTerminal);
    if (typeof results === 'string') {
      terminal.err(results);
      return EXIT.unable;
    }
    for (const result of results) {
      if (options['json'] === true) terminal.out(JSON.stringify(result));
      else for (const line of sayResult(result)) terminal.out(line);
    }
    return results.some(({ level }) => level === 'bad') ? EXIT.partly : EXIT.ok;
  },
};

function sayResult({ level, what, advice }: CheckResult): readonly string[] {
  return [`${MARKS[level]} ${what}`, ...(advice === null ? [] : [`  → ${advice}`])];
}

/** What the running Newsdesk finds if the store is in use by one, else we ourselves; a sentence where neither can look. */
async function examineAnywhere(config: Config, isTerminal: boolean): Promise<readonly CheckResult[] | string> {
  try {
    const app = await openApp(config, { print: () => {}, colours: false }, isTerminal, () => {});
    try {
      return await app.examine();
    } finally {
      await app.stop();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return error.code === 'in-use' ? examineThere(config) : error.message;
  }
}

async function examineThere(config: Config): Promise<readonly CheckResult[] | string> {
  const address = localAddress(config.host, config.port);
  try {
    const response = await fetch(`${address}/doctor`, {
      method: 'POST',
      headers: { origin: address },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const results = z.array(checkResultSchema).safeParse(await response.json());
    if (results.success) return results.data;
  } catch {
    // Said below: whatever the reason, nobody answered.
  }
  return `The store is in use by another Newsdesk, which does not answer at ${address}. Set HOST and PORT as for that one, or stop it.`;
}
