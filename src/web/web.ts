import { MAX_LINE_CHARACTERS } from '../commands/parse.ts';
import { type ChannelAddress, channelKey, parseChannelKey, workspaceKey } from '../platform/channel.ts';
import { MAX_FILE_CHARACTERS } from '../platform/command.ts';
import type { Reply } from '../platform/message.ts';
import { StoreError } from '../store/store-error.ts';
import type { StoryView } from '../stories/view.ts';
import { renderAnswer } from './answer.ts';
import { loadAssets } from './assets.ts';
import { isFromOwnPage, isKnownHost, isLoopback, safeHref } from './guard.ts';
import { bodyLimit, type Context, Hono, type Html, secureHeaders } from './hono.ts';
import { type Frame, type Page, renderPage } from './layout.ts';
import { createLive } from './live.ts';
import type { Place } from './message.ts';
import { articlePage } from './pages/article.ts';
import { channelPage, channelUrl, renderChat } from './pages/channel.ts';
import { feedsPage } from './pages/feeds.ts';
import { problemPage } from './pages/problem.ts';
import { searchPage, storiesPage } from './pages/stories.ts';
import { type StoryPost, storyPage, topicsTelling } from './pages/story.ts';
import { topicsPage } from './pages/topics.ts';
import type { WebPorts } from './ports.ts';
import { createWebServer, type StartOutcome } from './server.ts';

// A line, and the longest file that a command takes.
const BODY_LIMIT_BYTES = 16_384 + 4 * MAX_FILE_CHARACTERS;
/** What hubs bring is a feed, or what is new in it. */
const HUB_LIMIT_BYTES = 1_048_576;
/** The one place to which others post: its address is secret, and what is posted must be signed. */
const HUB_PATH = /^\/websub\/[^/]+\/[^/]+$/;
const QUERY_LIMIT = 300;
const LISTED_STORIES = 50;
const TRACED_ARTICLES = 20;

/** The pages, and the server that serves them. */
export type Web = {
  /** Answers one request, without a server. */
  fetch(request: Request): Promise<Response>;
  /** Listens on `host` and `port` (0: any free one). A port that is taken is an outcome, not an error. Called once. */
  start(host: string, port: number): Promise<StartOutcome>;
  /** Ends live streams and lets requests under way finish, for at most two seconds. */
  stop(): Promise<void>;
};

/** Makes the pages. Nothing is read or listened to before `start` or `fetch`, but for the files that pages load. */
export function createWeb(ports: WebPorts): Web {
  const { transcript } = ports;
  const publicUrl = ports.publicUrl === null ? null : URL.parse(ports.publicUrl);
  const ownOrigins = new Set<string>(publicUrl === null ? [] : [publicUrl.origin]);
  let bound: string | null = null;

  const assets = loadAssets();
  const frame: Frame = { assets, hasChannels: transcript !== null };
  const live = transcript === null ? null : createLive(transcript, ports.report);
  const href = (address: string) => safeHref(address, ownOrigins);
  const app = new Hono();

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      xFrameOptions: 'DENY',
      // Browsers warn of it wherever a host is reached both with and without.
      originAgentCluster: false,
      // Nothing leaves for other sites. With `no-referrer` browsers would also hide the Origin of our own forms, which `isFromOwnPage` needs.
      referrerPolicy: 'same-origin',
      // A server on the loopback interface has no certificate.
      strictTransportSecurity: false,
    }),
  );

  app.use(async (context, next) => {
    const { hostname } = new URL(context.req.url);
    if (isKnownHost(hostname, { bound, publicHost: publicUrl?.hostname ?? null })) return next();
    return context.text('Newsdesk does not answer to this host name. Set PUBLIC_URL to the address you use.\n', 421);
  });

  app.use(async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
    if (context.req.method === 'POST' && HUB_PATH.test(context.req.path)) return next();
    if (isFromOwnPage(context.req.raw.headers, new URL(context.req.url))) return next();
    return send(context, problemPage('Not from here', 'Commands are taken from Newsdesk’s own pages only.'), 403);
  });

  app.use(bodyLimit({ maxSize: BODY_LIMIT_BYTES, onError: tooLong }));

  function send(
    context: Context,
    page: Page,
    status: 200 | 400 | 403 | 404 | 413 | 500 = 200,
  ): Response | Promise<Response> {
    context.header('cache-control', 'private, no-cache');
    return context.html(renderPage(page, frame), status);
  }

  function tooLong(context: Context): Response | Promise<Response> {
    const advice = `A command may have at most ${MAX_LINE_CHARACTERS} characters.`;
    if (context.req.query('part') !== 'json') return send(context, problemPage('Too long', advice), 413);
    const reply: Reply = {
      ok: false,
      title: 'This line is too long',
      blocks: [{ kind: 'text', text: [advice] }],
      actions: [],
    };
    return context.json(reply, 413);
  }

  function missing(context: Context): Response | Promise<Response> {
    return send(
      context,
      problemPage('Nothing here', 'There is no such page. It may have been moved or withdrawn.'),
      404,
    );
  }

  const ID = /^[as]-[0-9a-z]{12}$/;

  function missingStory(context: Context, ref: string): Response | Promise<Response> {
    if (!ID.test(ref)) return missing(context);
    const advice = 'Stories are let go some time after their last report came; the setting KEEP_DAYS says when.';
    return send(context, problemPage('No longer kept', `No story is kept under this address. ${advice}`), 404);
  }

  /** The channels that have a page: those with messages, and those of the same workspaces that follow a topic; by name. */
  function shownChannels(): readonly ChannelAddress[] {
    const channels = new Map((transcript?.channels() ?? []).map((channel) => [channelKey(channel), channel]));
    const workspaces = new Set([...channels.values()].map(workspaceKey));
    for (const key of ports.topics().flatMap((topic) => topic.channels)) {
      const channel = channels.has(key) ? null : parseChannelKey(key);
      if (channel !== null && workspaces.has(workspaceKey(channel))) channels.set(key, channel);
    }
    return [...channels.values()].sort((a, b) => a.channel.localeCompare(b.channel, 'en'));
  }

  function channelAt(context: Context): ChannelAddress | null {
    const key = context.req.param('key');
    return shownChannels().find((channel) => channelKey(channel) === key) ?? null;
  }

  function placeOf(channel: ChannelAddress): Place {
    return { href, url: channelUrl(channel), sayUrl: `${channelUrl(channel)}/say` };
  }

  app.get('/', (context) => {
    const [first] = transcript?.channels() ?? [];
    return context.redirect(first === undefined ? '/stories' : channelUrl(first));
  });

  function showChannel(context: Context, channel: ChannelAddress, answer: Html | null) {
    const view = {
      channel,
      channels: shownChannels(),
      messages: transcript?.messages(channel) ?? [],
      withOlder: context.req.query('older') !== undefined,
      topics: ports.topics(),
      seeds: ports.seeds,
      answer,
      line: (context.req.query('line') ?? '').slice(0, MAX_LINE_CHARACTERS).toWellFormed(),
    };
    return send(context, channelPage(view, placeOf(channel)));
  }

  app.get('/channels/:key', (context) => {
    const channel = channelAt(context);
    return channel === null ? missing(context) : showChannel(context, channel, null);
  });

  app.get('/channels/:key/messages', (context) => {
    const channel = channelAt(context);
    if (channel === null || transcript === null) return missing(context);
    context.header('cache-control', 'no-store');
    const messages = transcript.messages(channel);
    const withOlder = context.req.query('older') !== undefined;
    return context.html(renderChat({ channel, messages, withOlder, seeds: ports.seeds }, placeOf(channel)));
  });

  app.get('/channels/:key/events', (context) => {
    return channelAt(context) === null || live === null ? missing(context) : live.respond(context);
  });

  app.post('/channels/:key/say', async (context) => {
    const channel = channelAt(context);
    if (channel === null) return missing(context);
    const { line, file } = await context.req.parseBody();
    if (typeof line !== 'string' || line.trim() === '') {
      return send(context, problemPage('Nothing to do', 'The command was empty. Try /news help.'), 400);
    }
    if (line.length > MAX_LINE_CHARACTERS) return tooLong(context);
    const reply = await say(line.trim(), channel, typeof file === 'string' ? file : null);
    // For programs on this machine: the command line, while this Newsdesk holds the store.
    if (context.req.query('part') === 'json') return context.json(reply);
    if (context.req.query('part') === 'file' && reply.file !== undefined) {
      context.header('content-disposition', `attachment; filename="${reply.file.name.replace(/[^\w.-]/g, '_')}"`);
      return context.text(reply.file.text);
    }
    const answer = await renderAnswer(line.trim(), reply, placeOf(channel));
    if (context.req.query('part') === 'answer') return context.html(answer);
    return showChannel(context, channel, answer);
  });

  // Whoever typed a command is in a conversation: a full disk is an answer there, not a page that took its place.
  async function say(line: string, channel: ChannelAddress, file: string | null): Promise<Reply> {
    try {
      return await ports.say(line, channel, file);
    } catch (error) {
      ports.report(error);
      const reason = error instanceof StoreError ? error.message : 'The reason is in the log of Newsdesk.';
      return { ok: false, title: 'This could not be done', blocks: [{ kind: 'text', text: [reason] }], actions: [] };
    }
  }

  // Where the browser stands after a command was answered without the script, and somebody opens that address again.
  app.get('/channels/:key/say', (context) => {
    const channel = channelAt(context);
    return channel === null ? missing(context) : context.redirect(channelUrl(channel));
  });

  app.get('/channels/:key/complete', async (context) => {
    const channel = channelAt(context);
    if (channel === null) return missing(context);
    context.header('cache-control', 'no-store');
    const line = (context.req.query('line') ?? '').slice(0, MAX_LINE_CHARACTERS);
    return context.json(await ports.complete(line, channel));
  });

  app.get('/stories', async (context) => {
    return send(context, storiesPage(await ports.archive.latest(LISTED_STORIES), ports.seeds));
  });

  app.get('/stories/:ref', async (context) => {
    const story = await ports.archive.story(context.req.param('ref'));
    if (story === null) return missingStory(context, context.req.param('ref'));
    const timeline = await ports.archive.timeline(story.story.id);
    const traces = await Promise.all(
      story.articles.slice(0, TRACED_ARTICLES).map(async (view) => {
        return { view, trace: await ports.trace(view.article.id) };
      }),
    );
    return send(context, storyPage({ story, timeline, posts: postsOf(story), traces }, href));
  });

  function postsOf(story: StoryView): readonly StoryPost[] {
    const posts: StoryPost[] = [];
    for (const channel of transcript?.channels() ?? []) {
      for (const posted of transcript?.messages(channel) ?? []) {
        const topics = topicsTelling(posted.message, story);
        if (topics !== null) posts.push({ posted, topics });
      }
    }
    return posts;
  }

  app.get('/articles/:id', async (context) => {
    const view = await ports.archive.article(context.req.param('id'));
    if (view === null) return missingStory(context, context.req.param('id'));
    const story = await ports.archive.story(view.story);
    return send(context, articlePage({ view, story, trace: await ports.trace(view.article.id) }, href));
  });

  app.get('/topics', (context) => send(context, topicsPage(ports.topics(), shownChannels())));

  app.get('/feeds', (context) => {
    const page = Number.parseInt(context.req.query('page') ?? '1', 10);
    return send(context, feedsPage(ports.feeds(Number.isNaN(page) ? 1 : page)));
  });

  app.get('/search', async (context) => {
    const query = (context.req.query('q') ?? '').trim().slice(0, QUERY_LIMIT).toWellFormed();
    const stories = query === '' ? [] : await ports.archive.search(query, LISTED_STORIES);
    return send(context, searchPage(query, stories));
  });

  app.get('/healthz', (context) => {
    const health = ports.health();
    context.header('cache-control', 'no-store');
    return context.json(health, health.ok ? 200 : 503);
  });

  // Whoever answers is alive.
  app.get('/healthz/live', (context) => context.json({ ok: true }, 200, { 'cache-control': 'no-store' }));

  app.get('/healthz/ready', (context) => {
    const { isReady } = ports.health();
    return context.json({ ok: isReady }, isReady ? 200 : 503, { 'cache-control': 'no-store' });
  });

  app.get('/metrics', async (context) => {
    const headers = { 'content-type': ports.figures.contentType, 'cache-control': 'no-store' };
    return context.body(await ports.figures.text(), 200, headers);
  });

  // https://www.w3.org/TR/websub/: a hub asks whether it was we who subscribed (5.3).
  app.get('/websub/:feed/:token', async (context) => {
    const { feed, token } = context.req.param();
    const asked = (name: string) => context.req.query(`hub.${name}`) ?? '';
    const answer = await ports.hubs.verify(feed, token, {
      mode: asked('mode'),
      topic: asked('topic'),
      challenge: asked('challenge'),
      leaseSeconds: asked('lease_seconds'),
    });
    context.header('cache-control', 'no-store');
    // What is echoed is the hub's word: as plain text it is nothing that a browser runs.
    return answer === null ? context.text('Nothing here\n', 404) : context.text(answer);
  });

  // A hub tells that there is news (7). What is not signed as agreed is taken and ignored, so that nobody learns which guess was right.
  const hubLimit = bodyLimit({
    maxSize: HUB_LIMIT_BYTES,
    onError: (context) => context.text('At most 1 MB is taken.\n', 413),
  });
  app.post('/websub/:feed/:token', hubLimit, async (context) => {
    const { feed, token } = context.req.param();
    const body = new Uint8Array(await context.req.arrayBuffer());
    const isOurs = ports.hubs.bring(feed, token, context.req.header('x-hub-signature') ?? null, body);
    return isOurs ? context.body(null, 204) : context.text('Nobody here has subscribed to anything\n', 410);
  });

  // For `newsdesk doctor`, while this Newsdesk holds the store. A POST, so that no foreign page can set it to work.
  // It names channels of every workspace, for whoever runs Newsdesk: not for those who come by the public name.
  app.post('/doctor', async (context) => {
    const { hostname } = new URL(context.req.url);
    if (hostname === publicUrl?.hostname && !isLoopback(hostname)) return missing(context);
    context.header('cache-control', 'no-store');
    return context.json(await ports.examine());
  });

  app.get('/assets/:name', (context) => {
    const { req } = context;
    const found = assets.respond(req.param('name'), req.query('v') ?? null, req.header('if-none-match') ?? null);
    return found ?? missing(context);
  });

  app.notFound(missing);
  app.onError((error, context) => {
    ports.report(error);
    const sentence = 'Newsdesk could not make this page. The reason is in its log; trying again may help.';
    return send(context, problemPage('Something went wrong', sentence), 500);
  });

  const server = createWebServer((request) => app.fetch(request));

  return {
    fetch: async (request) => app.fetch(request),
    async start(host, port) {
      bound = host;
      const outcome = await server.start(host, port);
      if (outcome.kind === 'listening') ownOrigins.add(new URL(outcome.url).origin);
      return outcome;
    },
    async stop() {
      live?.close();
      await server.stop();
    },
  };
}
