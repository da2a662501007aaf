import type { Transcript } from '../platform/transcript.ts';
import { type Context, streamSSE } from './hono.ts';

const MOST_STREAMS = 100;
const HEARTBEAT_MS = 25_000;
const RECONNECT_MS = 2_000;

/** Streams of Server-Sent Events that tell pages when to look again. */
export type Live = {
  /** The answer to a page that wants to be told of changes. */
  respond(context: Context): Response;
  /** Ends all streams. Later requests are turned away. */
  close(): void;
};

/**
 * Each stream says `changed` when it opens and after every change, however many there were since the page last listened: a page that
 * lost its connection misses nothing. At most 100 streams at a time. `report` is told what goes wrong in one.
 */
export function createLive(transcript: Transcript, report: (error: unknown) => void): Live {
  const wakers = new Set<() => void>();
  let isClosed = false;

  function respond(context: Context): Response {
    // Nobody would ever read or leave the stream that answers a HEAD.
    if (context.req.method === 'HEAD') return context.body(null, 200, { 'content-type': 'text/event-stream' });
    if (isClosed || wakers.size >= MOST_STREAMS) {
      return context.text('Too many open pages follow this channel. This one tries again by itself.', 503, {
        'retry-after': '15',
      });
    }
    let hasChanged = true;
    let wake = () => {};
    const waker = () => wake();
    wakers.add(waker);
    const unwatch = transcript.watch(() => {
      hasChanged = true;
      wake();
    });

    // Ends by itself: wakes on a change, on the heartbeat, when the reader leaves and when the server stops.
    function pause(): Promise<void> {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, HEARTBEAT_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }

    return streamSSE(
      context,
      async (stream) => {
        stream.onAbort(waker);
        try {
          while (!isClosed && !stream.aborted) {
            if (hasChanged) {
              hasChanged = false;
              await stream.writeSSE({ event: 'changed', data: '', retry: RECONNECT_MS });
            } else {
              await stream.write(': still here\n\n');
            }
            if (!hasChanged && !isClosed && !stream.aborted) await pause();
          }
        } finally {
          unwatch();
          wakers.delete(waker);
        }
      },
      async (error) => report(error),
    );
  }

  function close(): void {
    isClosed = true;
    for (const wake of wakers) wake();
  }

  return { respond, close };
}
