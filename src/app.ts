import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import { openArchive } from './archive/archive.ts';
import { SEARCH_IN_MEMORY } from './archive/search-database.ts';
import { readArticle } from './articles/read.ts';
import type { CommandDesk } from './commands/command.ts';
import { completeLine } from './commands/complete.ts';
import { createHost, localCaller } from './commands/host.ts';
import { COMMANDS } from './commands/list.ts';
import { sayLine } from './commands/say-line.ts';
import { allowList, type Config } from './config.ts';
import { createAlarmClock } from './digests/cron.ts';
import { openDigests } from './digests/digests.ts';
import { digestNext } from './digests/next-digest.ts';
import { examine } from './doctor.ts';
import { sayFeedsHealth, troubled, viewFeeds } from './feed-health.ts';
import { createFigures } from './figures.ts';
import { type Clock, DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { openNet } from './lib/net/net.ts';
import { createTurns } from './lib/turns.ts';
import { localAddress } from './lib/url.ts';
import { openChannelStates } from './outbox/channels.ts';
import { feedNotices } from './outbox/feed-notice.ts';
import { openMutes } from './outbox/mutes.ts';
import { openOutbox } from './outbox/outbox.ts';
import { type Filed, pollNext } from './pipeline.ts';
import { type ChannelAddress, channelKey, workspaceKey } from './platform/channel.ts';
import type { CheckResult, Connected, Live } from './platform/live.ts';
import type { Reply } from './platform/message.ts';
import type { PlatformPart } from './platform/part.ts';
import { createRetention } from './retention.ts';
import { createBell, runLoop, runPool } from './schedule.ts';
import { openSettingsBook } from './settings/book.ts';
import { quietUntil } from './settings/quiet.ts';
import { openFeedBook } from './sources/feeds/book.ts';
import { createFeeds } from './sources/feeds/feeds.ts';
import { openHubs } from './sources/feeds/websub.ts';
import { createSeedFolder } from './sources/seed-folder.ts';
import { openSeenLedger } from './sources/seen.ts';
import { offerStarters, readStarterFeeds, readStarters } from './starters.ts';
import { type Store, StoreError } from './store/store.ts';
import { createStoryIndex } from './stories/story-index.ts';
import { createLinks } from './stories/view.ts';
import { type CompileOutcome, compileTopic, describeTopic } from './topics/compile.ts';
import { openFeedback } from './topics/feedback.ts';
import type { Lexicon } from './topics/lexicon.ts';
import type { ConceptView } from './topics/topic.ts';
import { createTopicIndex } from './topics/topic-index.ts';
import { createWatchedTopics } from './topics/watched.ts';
import { openWatchlist, type Topic } from './topics/watchlist.ts';
import { openWorkspaceLexicons } from './topics/workspace-lexicon.ts';
import { traceArticle } from './trace.ts';
import { createWeb, type Web } from './web/web.ts';

export type AppOptions = {
  readonly config: Config;
  readonly store: Store;
  readonly lexicon: Lexicon;
  readonly platforms: readonly PlatformPart[];
  readonly clock: Clock;
  readonly log: Log;
  /** The workspace that gets the starter topics; null: none does. */
  readonly starterWorkspace: { readonly platform: string; readonly workspace: string } | null;
  /** The time by somebody else's clock; null where nobody answers. */
  timeElsewhere(): Promise<Instant | null>;
  /** Told of every article that was filed or turned away. */
  readonly onFiled: (filed: Filed) => void;
  /** The file of the search index; in memory by default. */
  readonly searchPath?: string;
  /** Told how far the start has come, again and again; nothing by default. */
  readonly progress?: Progress;
};

/** How far a start has come; `of` is about how many there are. */
export type Progress = (what: 'articles' | 'topics', done: number, of: number) => void;

/** A wired Newsdesk that has not started anything. */
export type App = {
  readonly desk: CommandDesk;
  readonly web: Web;
  /** Does what a command line asks. */
  say(line: string, channel: ChannelAddress, file?: string | null): Promise<Reply>;
  /** Takes one thing from the sources and carries out what is due; false where the sources had nothing. */
  step(): Promise<boolean>;
  /** Reads what sources have and carries out what is due, until nothing is left to do right now. */
  drain(): Promise<void>;
  /** Begins to read and to deliver. */
  run(): void;
  /** Begins to take commands on the platforms that have people; one result each. A platform that fails leaves the others alone. */
  connect(): Promise<readonly Connection[]>;
  /** Looks at everything that Newsdesk needs, and says what to do about what is wrong. */
  examine(): Promise<readonly CheckResult[]>;
  /** Finishes what is under way, for at most `STOP_MS`, and closes the store. */
  stop(): Promise<void>;
};

export type Connection = { readonly platform: string; readonly connected: Connected };

/** Calls under way at once on one platform, one in a channel: at 50 a second, Discord's most, each may take half a second. */
const CALLS_AT_ONCE = 32;
/** Nobody waits longer than this without looking again. */
const LOOK_AGAIN_MS = 30 * SECOND_MS;
/** Topics that are compiled anew before others get their turn. */
const COMPILED_AT_ONCE = 200;
const STOP_MS = 10 * SECOND_MS;
/** How long after it came an article can be searched for, at the latest. */
const FOLLOW_MS = 2 * SECOND_MS;

/** Wires everything together over an open store. Starts nothing. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, store, lexicon, clock, log } = options;

  let topicsRead = 0;
  const topicIndex = createWatchedTopics(createTopicIndex(lexicon));
  const words = await openWorkspaceLexicons(store, lexicon, compileSoon);

  function compileFor(topic: Topic): CompileOutcome {
    return compileTopic(topic.query, words.of(topic.workspace));
  }

  function addTopic(topic: Topic): void {
    topicsRead += 1;
    options.progress?.('topics', topicsRead, 0);
    const compiled = compileFor(topic);
    if (compiled.ok) topicIndex.add(topic.id, compiled.topic);
    else log.warn({ topic: topic.name, problem: compiled.error.message }, 'A topic cannot be read and matches nothing');
  }

  function conceptsOf(topic: Topic): readonly ConceptView[] {
    const compiled = compileFor(topic);
    return compiled.ok ? describeTopic(compiled.topic) : [];
  }

  function removeTopic(topic: Topic): void {
    topicIndex.remove(topic.id);
  }

  // Once, where many words change together.
  const toCompile = new Set<string>();
  function compileSoon(workspace: string): void {
    if (toCompile.has(workspace)) return;
    toCompile.add(workspace);
    queueMicrotask(() => {
      toCompile.delete(workspace);
      void compileAnew(workspace);
    });
  }

  // Where a workspace has thousands of topics, others get their turn in between.
  async function compileAnew(workspace: string): Promise<void> {
    for (const [place, topic] of watchlist.topics(workspace).entries()) {
      if (place > 0 && place % COMPILED_AT_ONCE === 0) await breathe();
      if (watchlist.topic(topic.id) !== topic) continue;
      removeTopic(topic);
      addTopic(topic);
    }
  }

  let address = config.publicUrl ?? localAddress(config.host, config.port);
  const links = createLinks(() => address);
  const storyIndex = createStoryIndex({ rules: { quietDays: config.storiesQuietDays } });
  const archive = await openArchive({
    store,
    links,
    log,
    searchPath: options.searchPath ?? SEARCH_IN_MEMORY,
    restoring: storyIndex.restore(),
    timelineOf: storyIndex.timeline,
    progress: (done, of) => options.progress?.('articles', done, of),
  });
  // After the articles: V8 gives what is read the longer life that topics have once it has seen many of them, and garbage with it.
  const watchlist = await openWatchlist(store, { added: addTopic, removed: removeTopic });

  const turns = createTurns();
  const seen = await openSeenLedger(store);
  const seeds = createSeedFolder({
    folder: config.seedsFolder,
    pollMs: config.seedsPollSeconds * SECOND_MS,
    metAt: await seen.meet('seeds', clock()),
    seen: await archive.stillKnown([...seen.rowsOf('seeds').values()]),
    onProblem: (problem) => log.warn({ problem }, 'The article folder has a problem'),
  });
  seen.attach(seeds.markSeen);
  let damagedBefore = store.damaged().length;
  /** Articles whose rows turn out to be damaged are read again from where they lie. */
  const rereadDamaged = () => {
    const damaged = new Set(store.damaged().map(({ key }) => key));
    if (damaged.size === damagedBefore) return;
    damagedBefore = damaged.size;
    const lost = [...seen.rowsOf(seeds.name).values()].filter(({ outcome }) =>
      damaged.has(`articles/${outcome.article}`),
    );
    seeds.forget(lost.map(({ ref }) => ref));
  };

  const feeds = await openFeedBook(store);
  const net = openNet({ userAgent: userAgent(config.publicUrl), allow: allowList(config.feedsAllow) });
  const starterFeeds = await readStarterFeeds(config.feedsFile);
  for (const problem of starterFeeds.problems) {
    log.warn({ file: config.feedsFile, problem }, 'The starter feeds have a problem');
  }

  const settings = await openSettingsBook(store, {
    zone: config.channelsZone,
    language: config.channelsLanguage,
    burst: config.channelsBurst,
    quiet: null,
    publish: false,
    emptyDigest: false,
    managers: null,
  });
  const bell = createBell();
  const alarms = createAlarmClock(bell.ring);
  let hasStarted = false;
  const followAlarms = () => {
    if (hasStarted) alarms.follow(digests.alarms());
  };
  const channels = await openChannelStates(store);
  const figures = createFigures({
    clock,
    counts: () => desk.archive.counts(),
    topics: watchlist.count,
    feeds: () => ({ all: feeds.all().length, failing: troubled(feeds.all()).length }),
    problems: () => problems.size,
    damagedRows: () => store.damaged().length,
    queues: () => outbox.queues(clock()),
  });
  const isOn = new Set(options.platforms.map(({ platform }) => platform.name));
  const digests = await openDigests({
    store,
    zoneOf: (channel) => settings.of(channel).zone,
    isClosed: (channel) => !isOn.has(channel.platform) || channels.blocked(channel) !== null,
    changed: followAlarms,
  });
  const mutes = await openMutes(store, (id) => archive.currentStory(id)?.id ?? id);
  const rules = {
    freshMs: config.alertsFreshHours * HOUR_MS,
    editMs: config.alertsEditSeconds * SECOND_MS,
    lateMs: config.alertsMaxAgeHours * HOUR_MS,
    doubtMs: config.deliveryDoubtMinutes * MINUTE_MS,
    inDoubt: config.deliveryInDoubt,
  };
  const outbox = await openOutbox({
    store,
    turns,
    stories: archive,
    platforms: options.platforms.map(({ platform }) => figures.counted(platform)),
    channels,
    mutes,
    rules,
    log,
    topicName: (id) => watchlist.topic(id)?.name ?? null,
    settings: settings.of,
    quietUntil(channel, now) {
      const { quiet, zone } = settings.of(channel);
      return quietUntil(quiet, zone, now);
    },
    followed: (channel, topics) => topics.flatMap((topic) => watchlist.subscription(channel, topic) ?? []),
    channelsOf: (workspace) =>
      watchlist
        .topics(workspaceKey(workspace))
        .flatMap(({ id }) => watchlist.followers(id).map(({ channel }) => channel)),
  });
  const { publicUrl } = config;
  const hubs = await openHubs({ store, turns, book: feeds, net, clock, log, publicUrl });
  const reading = createFeeds({
    store,
    turns,
    book: feeds,
    hubs,
    seen,
    net,
    clock,
    log,
    random: Math.random,
    readPage(item) {
      const outcome = readArticle(item);
      return outcome.kind === 'article' ? outcome.article : null;
    },
    tell: (feed, sentence, at) => outbox.plan(feedNotices(feed, sentence, at)),
    wake: bell.ring,
    rang: bell.ring,
  });
  /** What goes wrong in a loop right now, by the loop's name. */
  const problems = new Map<string, string>();
  const desk: CommandDesk = {
    sources: [seeds, reading.source],
    seen,
    store,
    turns,
    archive,
    stories: storyIndex,
    topics: topicIndex,
    watchlist,
    settings,
    mutes,
    channels,
    digests,
    feedback: await openFeedback(store),
    feeds,
    starterFeeds: starterFeeds.feeds,
    net,
    outbox,
    links,
    rules,
    keep: { ms: config.keepDays * DAY_MS, articles: config.keepArticles },
    tray: [],
    ready: [],
    clock,
    lexicon,
    words,
    seedsFolder: config.seedsFolder,
    wake() {
      outbox.lookAgain();
      bell.ring();
    },
  };

  if (options.starterWorkspace !== null) {
    const { starters, problems } = await readStarters(config.topicsFile);
    for (const problem of problems) log.warn({ file: config.topicsFile, problem }, 'The starter topics have a problem');
    await offerStarters(store, watchlist, starters, options.starterWorkspace, clock());
  }

  const transcript = options.platforms.find((part) => part.transcript !== null)?.transcript ?? null;
  const host = createHost(desk, COMMANDS, {
    accessChanged(workspace) {
      channels.lookSoon(workspace, clock());
      bell.ring();
    },
    lost: (platform, reason) => problems.set(platform, reason),
  });
  const say = (line: string, channel: ChannelAddress, file: string | null = null) =>
    sayLine(host, line, file, localCaller(channel));
  const examineAll = () =>
    examine({
      desk,
      platforms: options.platforms,
      clock,
      timeElsewhere: options.timeElsewhere,
      pages: { address, isPublic: config.publicUrl !== null },
      problems: () => [...problems.values()],
    });
  // Pages ask nobody who they are, and people of every workspace follow links to them: they tell of the workspace whose
  // screen they are, and of no other.
  const [screen] = transcript?.channels() ?? [];
  const shownWorkspace = screen === undefined ? null : workspaceKey(screen);
  const web = createWeb({
    archive,
    transcript,
    say,
    complete: (line, channel) => completeLine(host, line, channel),
    topics: () =>
      (shownWorkspace === null ? [] : watchlist.topics(shownWorkspace)).map((topic) => ({
        name: topic.name,
        query: topic.query,
        concepts: conceptsOf(topic),
        channels: watchlist.followers(topic.id).map(({ channel }) => channelKey(channel)),
      })),
    feeds: (page) => viewFeeds(desk, page, clock()),
    trace: (article) => traceArticle(desk, article, shownWorkspace),
    health: () => ({ ...health(desk, problems), isReady: hasStarted && problems.size === 0 }),
    figures,
    examine: examineAll,
    hubs: {
      verify: hubs.verify,
      bring(feed, token, signature, body) {
        const brought = hubs.judge(feed, token, signature, body);
        if (brought.kind === 'news') reading.poller.hear(brought.feed);
        return brought.kind !== 'unknown';
      },
    },
    report: (error) => log.error({ error }, 'A page failed'),
    publicUrl: config.publicUrl,
    seeds: config.seedsFolder,
  });

  const retention = createRetention(desk, seeds);
  let isChecked = false;

  async function takeNext(): Promise<boolean> {
    rereadDamaged();
    const filed = await pollNext(desk, clock());
    if (filed === null) return false;
    options.onFiled(filed);
    figures.filed(filed.kind);
    if (filed.kind === 'filed') {
      for (const { key, dueAt } of filed.deliveries) log.debug({ delivery: key, dueAt }, 'Planned');
    }
    if (filed.kind === 'filed' && filed.deliveries.length > 0) bell.ring();
    return true;
  }

  async function makeDigest(): Promise<boolean> {
    const made = await digestNext(desk, clock());
    if (made) bell.ring();
    return made;
  }

  async function step(): Promise<boolean> {
    const settled = await reading.poller.step();
    const took = (await takeNext()) || settled;
    while (await retention.step(clock()));
    while (await makeDigest());
    while (await outbox.deliverNext(clock));
    return took;
  }

  const people = options.platforms.flatMap(({ platform, live }) => (live === null ? [] : [{ platform, live }]));
  async function connectOne(platform: string, live: Live): Promise<Connection> {
    const connected = await live.connect(host);
    // Nothing that waits for it is lost; it says so until the token is right.
    if (connected.kind === 'failed') problems.set(platform, connected.reason);
    return { platform, connected };
  }

  const ending = new AbortController();
  const loops: Promise<void>[] = [];
  const loop = (name: string, work: () => Promise<boolean>, idleMs: () => number) => {
    const step = async () => {
      const did = await work();
      // The store answers at once: what is always busy would leave nobody a turn.
      await breathe();
      problems.delete(name);
      return did;
    };
    loops.push(runLoop({ step, idleMs, bell, signal: ending.signal, onError: (error) => failed(name, error) }));
  };
  // A full disk is one problem, however often it is met: it is told once, and again after a step went well.
  const failed = (name: string, error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    if (problem === problems.get(name)) return;
    problems.set(name, problem);
    const fields = error instanceof StoreError ? { loop: name, problem } : { loop: name, error };
    log.error(fields, 'A step failed and is tried again');
  };
  const deliverTo = (platform: string) => {
    const name = `deliveries to ${platform}`;
    const untilDue = () => Math.max(0, (outbox.nextDueAt(clock(), platform) ?? Infinity) - clock());
    loops.push(
      runPool({
        begin: (most) => outbox.begin(clock, platform, most),
        size: CALLS_AT_ONCE,
        idleMs: () => Math.min(LOOK_AGAIN_MS, untilDue()),
        bell,
        signal: ending.signal,
        onDone: () => problems.delete(name),
        onError: (error) => failed(name, error),
      }),
    );
  };

  return {
    desk,
    web: {
      ...web,
      async start(host, port) {
        const outcome = await web.start(host, port);
        // With port 0 the address is known only now.
        if (outcome.kind === 'listening' && config.publicUrl === null) address = outcome.url;
        return outcome;
      },
    },
    say,
    step,
    async drain() {
      if (!isChecked) await archive.check();
      isChecked = true;
      const { idle } = reading.poller;
      // A fetch that ended while others had their turn is filed by a step of its own.
      do while (await step());
      while ((await idle()) || (await step()) || (await idle()));
    },
    run() {
      hasStarted = true;
      followAlarms();
      loop('sources', takeNext, () => config.seedsPollSeconds * SECOND_MS);
      loop('feeds', reading.poller.step, reading.poller.idleMs);
      loop('hubs', hubs.step, hubs.idleMs);
      loop(
        'retention',
        () => retention.step(clock()),
        () => LOOK_AGAIN_MS,
      );
      loop('search', archive.followUp, () => FOLLOW_MS);
      const untilDigest = () => Math.min(LOOK_AGAIN_MS, Math.max(0, (digests.nextDueAt() ?? Infinity) - clock()));
      loop('digests', makeDigest, untilDigest);
      for (const { platform } of options.platforms) deliverTo(platform.name);
    },
    connect: () => Promise.all(people.map(({ platform, live }) => connectOne(platform.name, live))),
    examine: examineAll,
    async stop() {
      ending.abort();
      reading.poller.stop();
      alarms.stop();
      // It keeps the process alive: one that ends before it has let go of its store would say that it failed.
      const bound = new AbortController();
      const inTime = sleep(STOP_MS, undefined, { signal: bound.signal }).catch(() => undefined);
      const goodbyes = people.map(({ live }) => live.disconnect());
      await Promise.race([Promise.all([...loops, ...goodbyes, web.stop(), net.close()]), inTime]);
      await Promise.race([archive.close(), inTime]);
      bound.abort();
      await turns(() => store.close());
    },
  };
}

/** Well while every loop does its work; the lines are for people, and hold nothing secret. */
function health(desk: CommandDesk, problems: ReadonlyMap<string, string>) {
  const { articles, stories } = desk.archive.counts();
  const { waiting, inDoubt, refused } = desk.outbox.counts();
  const lines = [
    `${articles} articles in ${stories} stories`,
    `${desk.watchlist.count()} topics`,
    `${waiting} deliveries wait, ${inDoubt} are in doubt, ${refused} were refused`,
    ...sayFeedsHealth(desk.feeds),
    ...Array.from(problems, ([name, problem]) => `${name}: ${problem}`),
    ...desk.store.damaged().map(({ key, reason }) => `damaged row set aside: ${key} (${reason})`),
  ];
  return { ok: problems.size === 0, lines };
}

/** Who we are, for the servers that feeds are read from. */
function userAgent(publicUrl: string | null): string {
  return publicUrl === null ? 'Newsdesk (reader of news feeds)' : `Newsdesk (reader of news feeds; +${publicUrl})`;
}
