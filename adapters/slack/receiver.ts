import { createServer, type Server } from 'node:http';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../src/lib/log.ts';
import { type Workspaces, webOptions } from './installations.ts';
import { boltLogger, errorText } from './log.ts';
import { BOT_SCOPES } from './manifest.ts';
import type { Mode, SlackOptions } from './options.ts';
import { type FirstConnection, keepConnected } from './socket.ts';

/** Bolt, and what lets payloads into it. */
export type Reception = {
  readonly app: App;
  /** Begins to take payloads. Rejects where the address cannot be listened at. */
  start(): Promise<FirstConnection>;
  stop(): Promise<void>;
};

const EVENTS_PATH = '/slack/events';
const INSTALL_PATH = '/slack/install';
const REDIRECT_PATH = '/slack/oauth_redirect';
const STOP_MS = 2_000;
const RESPOND_MS = 15_000;

type Needs = {
  readonly options: SlackOptions;
  readonly mode: Extract<Mode, { readonly kind: 'mode' }>;
  readonly workspaces: Workspaces;
  readonly installed: (team: string) => void;
  /** Told when Slack will not have the app token any more. */
  readonly refused: (error: string) => void;
};

/** Sets Bolt up and starts nothing. */
export function createReception(needs: Needs): Reception {
  const { reception } = needs.mode;
  return reception.kind === 'http' ? overHttp(needs, reception.signingSecret) : overSocket(needs, reception.appToken);
}

function overHttp(needs: Needs, signingSecret: string): Reception {
  const { host, port, log } = needs.options;
  const receiver = new HTTPReceiver({
    ...shared(needs),
    signingSecret,
    endpoints: [EVENTS_PATH],
    processEventErrorHandler: async ({ error }) => unhandled(error, log),
  });
  const app = createApp(needs, receiver);
  let isListening = false;
  return {
    app,
    async start() {
      await receiver.start({ host, port });
      isListening = true;
      return { kind: 'connected' };
    },
    async stop() {
      if (isListening) await atMost(receiver.stop());
    },
  };
}

function overSocket(needs: Needs, appToken: string): Reception {
  const { log, host, port } = needs.options;
  const receiver = new SocketModeReceiver({
    ...shared(needs),
    appToken,
    autoReconnectEnabled: false,
    processEventErrorHandler: async ({ error }) => unhandled(error, log),
  });
  const app = createApp(needs, receiver);
  const pages = needs.mode.tenancy.kind === 'many' ? installPages(receiver, log) : null;
  let socket: ReturnType<typeof keepConnected> | null = null;
  return {
    app,
    async start() {
      if (pages !== null) await listen(pages, host, port);
      socket = keepConnected(receiver.client, log, needs.refused);
      return socket.first;
    },
    async stop() {
      await socket?.stop();
      if (pages?.listening === true) await atMost(new Promise((resolve) => pages.close(resolve)));
    },
  };
}

function shared({ options, mode, workspaces, installed }: Needs) {
  const { tenancy } = mode;
  const common = {
    logger: boltLogger(options.log),
    installerOptions: {
      clientOptions: webOptions(options.apiUrl, options.log),
      installPath: INSTALL_PATH,
      redirectUriPath: REDIRECT_PATH,
    },
  };
  if (tenancy.kind === 'one') return common;
  const { clientId, clientSecret, stateSecret } = tenancy;
  const installationStore = workspaces.store(installed);
  return { ...common, clientId, clientSecret, stateSecret, installationStore, scopes: Object.keys(BOT_SCOPES) };
}

function createApp({ options, mode, workspaces }: Needs, receiver: HTTPReceiver | SocketModeReceiver): App {
  const app = new App({
    receiver,
    convoStore: false,
    logger: boltLogger(options.log),
    clientOptions: { ...webOptions(options.apiUrl, options.log), fetch: fetchInTime },
    // With several workspaces Bolt asks the installation store.
    ...(mode.tenancy.kind === 'many'
      ? {}
      : {
          authorize: async ({ teamId }) => {
            const opened = await workspaces.open(teamId ?? '');
            if (opened.kind === 'closed') throw new Error('This workspace is not the one of SLACK_BOT_TOKEN.');
            const { botToken, botId, botUserId } = opened.workspace;
            return { botToken, botId, botUserId, teamId: opened.workspace.team };
          },
        }),
  });
  app.error(async (error) => {
    options.log.error({ reason: errorText(error) }, 'slack: a payload was not handled');
  });
  return app;
}

/** Bolt answers over response_urls without a limit of time. */
const fetchInTime: typeof fetch = (url, init) =>
  fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(RESPOND_MS) });

/** Bolt's own server for this has no host, and its errors end the process. */
function installPages({ installer }: SocketModeReceiver, log: Log): Server {
  return createServer((request, response) => {
    const path = URL.parse(request.url ?? '', 'http://localhost')?.pathname;
    const page =
      request.method !== 'GET' || installer === undefined
        ? null
        : path === INSTALL_PATH
          ? installer.handleInstallPath(request, response, undefined, { scopes: Object.keys(BOT_SCOPES) })
          : path === REDIRECT_PATH
            ? installer.handleCallback(request, response)
            : null;
    if (page === null) {
      response.writeHead(404).end();
      return;
    }
    page.catch((error: unknown) => {
      log.error({ reason: errorText(error) }, 'slack: an installation failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

// Where it is not acknowledged, Slack sends an event again; what failed once would fail again.
async function unhandled(error: Error, log: Log): Promise<boolean> {
  log.error({ reason: errorText(error) }, 'slack: a payload was not handled');
  return false;
}

async function atMost(work: Promise<unknown>): Promise<void> {
  await Promise.race([
    work.catch(() => undefined),
    new Promise((resolve) => {
      setTimeout(resolve, STOP_MS).unref();
    }),
  ]);
}
