import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { HttpAnswer, Signing } from './control.ts';

/** What goes to the app over HTTP. */
export type Outgoing = {
  readonly url: string;
  readonly body: string;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A request on a connection of its own, so that nothing stays open behind it. Rejects on a broken connection or after `timeoutMs`. */
export function post(outgoing: Outgoing, timeoutMs: number, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sending = request(
      outgoing.url,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        headers: {
          'content-type': outgoing.contentType,
          'content-length': Buffer.byteLength(outgoing.body),
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          ...outgoing.headers,
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
        );
      },
    );
    sending.on('error', reject);
    sending.end(outgoing.body);
  });
}

const STALE_S = 6 * 60;

/** The headers that prove a request to come from Slack, or that fail to. */
export function signatureOf(body: string, secret: string, signing: Signing): Readonly<Record<string, string>> {
  if (signing === 'missing') return {};
  const seconds = Math.floor(Date.now() / 1_000) - (signing === 'stale' ? STALE_S : 0);
  const key = signing === 'wrong' ? `${secret}x` : secret;
  const digest = createHmac('sha256', key).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${digest}` };
}
