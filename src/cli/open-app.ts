import { type App, createApp } from '../app.ts';
import { SEARCH_IN_MEMORY, SEARCH_TEMPORARY } from '../archive/search-database.ts';
import type { Config } from '../config.ts';
import { type Instant, systemClock } from '../lib/clock.ts';
import { createLog } from '../lib/log.ts';
import { timeAt } from '../lib/time-elsewhere.ts';
import type { Filed } from '../pipeline.ts';
import { openPlatforms, PREVIEW_WORKSPACE, type Screen } from '../platforms.ts';
import { openStore } from '../store/store.ts';
import { parseStoreUrl } from '../store/store-url.ts';
import { openLexicon } from './open-lexicon.ts';
import { startProgress } from './progress.ts';

/** Opens the store that is configured and wires everything over it. Throws `StoreError` where it cannot be opened. */
export async function openApp(
  config: Config,
  screen: Screen,
  logIsTerminal: boolean,
  onFiled: (filed: Filed) => void,
): Promise<App> {
  const log = createLog(config.logLevel, logIsTerminal);
  const lexicon = await openLexicon(config);
  for (const problem of lexicon.problems) log.warn({ problem }, 'An entry of the lexicon is left out');
  const store = await openStore(config.storeUrl, { log });
  const platforms = await openPlatforms({ config, store, clock: systemClock, log, screen });
  return createApp({
    config,
    store,
    lexicon,
    platforms,
    clock: systemClock,
    log,
    // Teams choose their own topics; the starters are for those who look at the preview.
    starterWorkspace: platforms.some(({ transcript }) => transcript !== null) ? PREVIEW_WORKSPACE : null,
    timeElsewhere: () => firstTime(timeServers(config)),
    onFiled,
    searchPath: searchPath(config),
    progress: startProgress(log),
  });
}

/** The search index stands beside the store's file. A store on a server has none here: its index lasts as long as the process. */
function searchPath({ storeUrl }: Config): string {
  const address = parseStoreUrl(storeUrl);
  switch (address.kind) {
    case 'memory':
      return SEARCH_IN_MEMORY;
    case 'sqlite':
      return `${address.path}-search`;
    case 'redis':
    case 'postgres':
      return SEARCH_TEMPORARY;
  }
}

/** Servers that are asked for the time: those of the platforms that are switched on. */
function timeServers(config: Config): readonly string[] {
  const discord = config.discordToken === null ? [] : [config.discordApiUrl ?? 'https://discord.com/api'];
  const slack = config.slackBotToken ?? config.slackClientId;
  return [...discord, ...(slack === null ? [] : [config.slackApiUrl ?? 'https://slack.com/api/'])];
}

async function firstTime(servers: readonly string[]): Promise<Instant | null> {
  for (const server of servers) {
    const time = await timeAt(server);
    if (time !== null) return time;
  }
  return null;
}
