import robotsParser from 'robots-parser';
import { decodeText } from '../../lib/charset.ts';
import { type Clock, DAY_MS, HOUR_MS, type Instant, later } from '../../lib/clock.ts';
import type { Net } from '../../lib/net/outcome.ts';

// Its types describe a default export, which the module does not have: it is the function itself.
const parseRobots = robotsParser as unknown as typeof robotsParser.default;

/** The name by which sites address us in their robots.txt. */
const OUR_NAME = 'newsdesk';
/** What RFC 9309 asks crawlers to read at least. */
const MAX_BYTES = 512 * 1024;
/** Comparing a rule costs the length of the rule times that of the address. */
const MAX_PATH = 1_000;
const MAX_HOSTS = 2_000;
const TOTAL_MS = 30_000;

/** Whether pages may be read, as their sites' robots.txt say. */
export type Robots = {
  /** False also where the site's robots.txt cannot be had although there may be one (RFC 9309, 2.3.1.4). */
  mayRead(address: string, signal: AbortSignal): Promise<boolean>;
};

type Rules = { readonly isAllowed: (address: string) => boolean; readonly until: Instant };

/** Asks each site once a day, where it could not be asked after an hour; holds the latest 2,000 sites. */
export function openRobots(net: Net, clock: Clock): Robots {
  const sites = new Map<string, Promise<Rules>>();

  async function rulesOf(origin: string, signal: AbortSignal): Promise<Rules> {
    const now = clock();
    const asking = sites.get(origin);
    const held = asking === undefined ? null : await asking;
    // Further ahead than a day: the clock was set back.
    if (held !== null && held.until > now && held.until <= later(now, DAY_MS)) return held;
    const asked = ask(origin, signal, now);
    sites.delete(origin);
    sites.set(origin, asked);
    for (const oldest of sites.keys()) {
      if (sites.size <= MAX_HOSTS) break;
      sites.delete(oldest);
    }
    return asked;
  }

  async function ask(origin: string, signal: AbortSignal, now: Instant): Promise<Rules> {
    const address = `${origin}/robots.txt`;
    const request = { accept: 'text/plain,*/*;q=0.5', maxBytes: MAX_BYTES, totalMs: TOTAL_MS, signal };
    const answer = await net.get(address, { ...request, etag: null, lastModified: null });
    if (answer.kind === 'body') {
      const robots = parseRobots(address, tidyRules(decodeText(answer.bytes, 'utf-8')));
      return { isAllowed: (page) => robots.isAllowed(page, OUR_NAME) ?? false, until: later(now, DAY_MS) };
    }
    // "No such file" and the like mean that there are no rules.
    const status = answer.kind === 'failed' ? answer.status : null;
    const hasNone = status !== null && status >= 400 && status < 500 && status !== 429;
    return { isAllowed: () => hasNone, until: later(now, hasNone ? DAY_MS : HOUR_MS) };
  }

  return {
    async mayRead(address, signal) {
      const url = URL.parse(address);
      if (url === null || url.pathname.length + url.search.length > MAX_PATH) return false;
      return (await rulesOf(url.origin, signal)).isAllowed(address);
    },
  };
}

/**
 * Leaves groups of other programs empty, and names each program once a group: the parser keeps every rule for every name of its group, which
 * is a quadratic number for a file made to be one.
 */
function tidyRules(text: string): string {
  const lines: string[] = [];
  let names = new Set<string>();
  let isInNames = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const agent = /^\s*user-agent\s*:\s*([^#\s]*)/i.exec(line);
    if (agent === null) {
      const isRule = /^\s*(?:allow|disallow)\s*:/i.test(line);
      if (!isRule) continue;
      isInNames = false;
      if (names.has(OUR_NAME) || names.has('*')) lines.push(line);
      continue;
    }
    if (!isInNames) names = new Set();
    const name = agent[1]?.toLowerCase().split('/')[0] ?? '';
    const ours = name === OUR_NAME || name === '*' ? name : 'others';
    if (!names.has(ours)) lines.push(`User-agent: ${ours}`);
    names.add(ours);
    isInNames = true;
  }
  return lines.join('\n');
}
