import { App, type AppOptions, HTTPReceiver, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import type { SlackServer } from '../support/slack/control.ts';

/** Bolt and its client as the tests of the local Slack use them: quiet, impatient, and pointed at it. */

const QUIET = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
/** The least that Bolt waits before it connects again. */
const RECONNECT_MS = 200;

export function clientOf(server: SlackServer, token = server.team.botToken, options: webApi.WebClientOptions = {}) {
  return new webApi.WebClient(token, {
    slackApiUrl: server.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 10_000,
    logger: QUIET,
    ...options,
  });
}

const clientOptions = (server: SlackServer) => ({
  slackApiUrl: server.apiUrl,
  retryConfig: { retries: 0 },
  timeout: 10_000,
});

/** Bolt over Socket Mode. `authorize` rather than a token where there are several workspaces. */
export async function startSocketApp(server: SlackServer, listen: (app: App) => void, more: AppOptions = {}) {
  const receiver = new SocketModeReceiver({
    appToken: server.appToken,
    logger: QUIET,
    installerOptions: { clientOptions: clientOptions(server) },
    clientPingTimeout: RECONNECT_MS,
  });
  const app = new App({
    ...('authorize' in more ? {} : { token: server.team.botToken }),
    receiver,
    logger: QUIET,
    clientOptions: clientOptions(server),
    ...more,
  });
  listen(app);
  await app.start();
  await server.waitForSockets();
  return app;
}

/** Bolt over signed HTTP, on a port of its own; the server delivers to it from now on. */
export async function startHttpApp(
  server: SlackServer,
  listen: (app: App) => void,
  options: Partial<ConstructorParameters<typeof HTTPReceiver>[0]> = {},
  more: AppOptions = {},
) {
  const receiver = new HTTPReceiver({ signingSecret: server.signingSecret, logger: QUIET, ...options });
  const app = new App({
    ...('authorize' in more || options.clientId !== undefined ? {} : { token: server.team.botToken }),
    receiver,
    logger: QUIET,
    clientOptions: clientOptions(server),
    ...more,
  });
  listen(app);
  const listening = await receiver.start({ port: 0, host: '127.0.0.1' });
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  const url = `http://127.0.0.1:${address.port}`;
  server.deliverOver({ kind: 'http', url: `${url}/slack/events` });
  return { app, url };
}

export type Refused = { readonly error: string; readonly messages: readonly string[]; readonly data: object };

/** Slack's name for why a call was refused, and its sentences. */
export async function refusalOf(call: Promise<unknown>): Promise<Refused> {
  const error: unknown = await call.then(
    () => null,
    (one: unknown) => one,
  );
  if (!(error instanceof webApi.WebAPIPlatformError)) throw new Error(`Not refused by Slack: ${String(error)}`);
  return {
    error: error.data.error,
    messages: error.data.response_metadata?.messages ?? [],
    data: error.data,
  };
}
