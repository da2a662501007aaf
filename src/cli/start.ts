import { openControl } from '../control.ts';
import { createLog, type Log } from '../lib/log.ts';
import { oneLine } from '../lib/text.ts';
import type { Filed } from '../pipeline.ts';
import type { FeedBook } from '../sources/feeds/book.ts';
import { sayPlace } from '../sources/feeds/health.ts';
import { openApp } from './open-app.ts';
import { orderSchema } from './say.ts';
import { EXIT, type Verb } from './verb.ts';

/** Time for what was printed to reach its reader. */
const LAST_WORDS_MS = 500;

export const start: Verb = {
  name: 'start',
  usage: '',
  summary: 'Runs Newsdesk until it is told to stop (Ctrl+C).',
  example: 'npx newsdesk start',
  options: {},
  optionHelp: {},
  async run({ terminal, settings }) {
    const { config } = settings();
    outliveLostPromises(createLog(config.logLevel, terminal.errIsTerminal));
    const screen = { print: terminal.out, colours: terminal.outIsTerminal };
    const app = await openApp(config, screen, terminal.errIsTerminal, (filed) => {
      const line = sayFiled(filed, app.desk.feeds);
      if (line !== null) terminal.out(line);
    });
    const listening = await app.web.start(config.host, config.port);
    if (listening.kind === 'failed') {
      await app.stop();
      terminal.err(listening.reason);
      return EXIT.unable;
    }
    const control = await openControl(
      config.storeUrl,
      {
        async say(given) {
          const order = orderSchema.safeParse(given);
          return order.success ? app.say(order.data.line, order.data.channel, order.data.file) : null;
        },
        backup: app.desk.store.backup,
      },
      createLog(config.logLevel, terminal.errIsTerminal),
    );
    // Whoever reads that it is running may stop it at once.
    const stopping = untilStopped();
    const { articles, stories } = app.desk.archive.counts();
    const topics = app.desk.watchlist.count();
    terminal.out(`Newsdesk is running: ${articles} articles in ${stories} stories, ${topics} topics.`);
    terminal.out(`  page   ${listening.url}`);
    terminal.out(`  seeds  ${config.seedsFolder} (drop article files here)`);
    terminal.out('  stop   Ctrl+C');
    app.run();
    // A platform that cannot be reached is tried for as long as that takes; who wants to stop does not wait for it.
    const connections = await Promise.race([app.connect(), stopping.then(() => [])]);
    for (const { platform, connected } of connections) {
      if (connected.kind === 'connected') terminal.out(`  ${platform.padEnd(7)} connected as ${connected.as}`);
      else terminal.err(`${platform}: ${connected.reason}`);
    }
    // Somebody who set a wrong token and nothing else waits for nothing.
    if (connections.length > 0 && connections.every(({ connected }) => connected.kind === 'failed')) {
      await control.close();
      await app.stop();
      return EXIT.unable;
    }
    const signal = await stopping;
    process.once('SIGINT', endAtOnce);
    process.once('SIGTERM', endAtOnce);
    terminal.err(`${signal}: finishing what is under way …`);
    await control.close();
    await app.stop();
    // A call that is never answered would keep the process alive; it stays marked, and is settled at the next start.
    setTimeout(() => process.exit(EXIT.ok), LAST_WORDS_MS).unref();
    return EXIT.ok;
  },
};

/** What one library forgets to wait for (an event of a chat that it cannot read, say) does not end everything else. */
function outliveLostPromises(log: Log): void {
  process.on('unhandledRejection', (error) => {
    // The other fields of a library's error may hold tokens.
    const said = error instanceof Error ? { problem: error.message, stack: error.stack } : {};
    log.error(said, 'Something failed that nobody waited for');
  });
}

/** Whoever asks a second time does not want to wait. What is under way stays marked, and is settled at the next start. */
function endAtOnce(): void {
  process.exit(EXIT.partly);
}

function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}

/** One terminal line for what became of an offer; null where there is nothing to tell. */
function sayFiled(filed: Filed, feeds: FeedBook): string | null {
  const { source, ref } = filed.offer;
  const place = oneLine(sayPlace(feeds, source, ref));
  switch (filed.kind) {
    case 'unreadable':
      return `! ${place}: ${filed.reason}`;
    case 'turned-away':
      // A new feed brings many old items.
      return filed.offer.isHistory ? null : `left ${place}: ${filed.reason}`;
    case 'repeat':
      return null;
    case 'filed': {
      const joined = filed.regrouping.outcome === 'new' ? 'new story' : 'joins a story';
      const into = filed.isRevision ? 'changed' : joined;
      const said = filed.deliveries.length > 0 ? '' : ', nothing to post';
      return `read ${place} — ${into}${said}`;
    }
  }
}
