import type { AnswerController, AnswerHandler, Lease } from './connections.ts';
import { type AnswerHeaders, headerOf } from './headers.ts';
import type { NetLimits } from './limits.ts';
import { type Failure, failureOf } from './reasons.ts';

export type Ask = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What is posted; null: nothing, it is a GET. */
  readonly body: string | null;
  readonly maxBytes: number;
  readonly leftMs: number;
  readonly signal: AbortSignal;
};

/** One request's answer, as it came over the wire. `body` is empty for every status that brings nothing to read. */
export type Answered = {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Uint8Array;
};

/** `isUnheard`: the connection ended before a word of the answer came. */
export type Exchanged = Answered | (Failure & { readonly kind: 'failed'; readonly isUnheard: boolean });

// 103 comes once or twice where it comes at all.
const MAX_INTERIM_ANSWERS = 8;
// So much is read of a body that nobody needs, so that its connection can be kept.
const MAX_UNREAD_BYTES = 16_384;
// Each piece costs time, however small it is. Honest servers send some thousand bytes in one.
const FREE_PIECES = 10_000;
const MIN_BYTES_PER_PIECE = 64;

/** Sends one request and hears its answer, within all limits. Resolves once, never rejects; whatever is not heard to its end is cut off. */
export function exchange(lease: Lease, ask: Ask, limits: NetLimits): Promise<Exchanged> {
  return new Promise((resolve) => {
    let controller: AnswerController | null = null;
    let answer: { readonly status: number; readonly headers: AnswerHeaders } | null = null;
    let isOver = false;
    let isHeard = false;
    let interim = 0;
    let pieces = 0;
    const body = collector();
    const mostBytes = (status: number) => (isRead(status) ? ask.maxBytes : MAX_UNREAD_BYTES);
    const timers: NodeJS.Timeout[] = [];

    function end(exchanged: Exchanged): void {
      if (isOver) return;
      isOver = true;
      for (const timer of timers) clearTimeout(timer);
      ask.signal.removeEventListener('abort', stop);
      resolve(exchanged);
    }

    function cut(exchanged: Exchanged): void {
      end(exchanged);
      controller?.abort(new Error('cut off'));
    }

    function fail(failure: Failure): void {
      // Once a status that brings nothing to read is known, that is the outcome, whatever becomes of its body.
      if (answer !== null && !isRead(answer.status)) cut({ kind: 'answered', ...answer, body: new Uint8Array() });
      else cut({ kind: 'failed', isUnheard: !isHeard, ...failure });
    }

    function stop(): void {
      cut({ kind: 'failed', reason: 'stopped', detail: '', isUnheard: !isHeard });
    }

    function watch(ms: number, sentence: string): void {
      timers.push(setTimeout(() => fail({ reason: 'too-slow', detail: sentence }), ms));
    }

    function watchPace(before: number): void {
      const check = () => {
        if (body.size() - before < limits.minBytesPerPeriod)
          fail({ reason: 'too-slow', detail: 'sends its answer in drips' });
        else watchPace(body.size());
      };
      timers.push(setTimeout(check, limits.slowPeriodMs));
    }

    const handler: AnswerHandler = {
      onRequestStart(started) {
        controller = started;
        if (isOver) started.abort(new Error('cut off'));
        else watch(limits.firstByteMs, 'took too long to begin its answer');
      },
      onResponseStart(_, status, headers) {
        isHeard = true;
        if (status < 200) {
          interim += 1;
          if (interim > MAX_INTERIM_ANSWERS) fail({ reason: 'not-http', detail: '' });
          return;
        }
        answer = { status, headers };
        for (const timer of timers.splice(1)) clearTimeout(timer);
        if (countOf(headers) > limits.maxHeaders) return fail({ reason: 'bad-header', detail: '' });
        const length = Number(headerOf(headers, 'content-length') ?? Number.NaN);
        if (length > mostBytes(status)) return fail({ reason: 'too-large', detail: '' });
        watchPace(0);
      },
      onResponseData(_, chunk) {
        if (isOver) return;
        pieces += 1;
        if (pieces > FREE_PIECES && body.size() < pieces * MIN_BYTES_PER_PIECE) {
          fail({ reason: 'bad-encoding', detail: ': it comes in too many small pieces' });
        } else if (answer === null || !body.add(chunk, mostBytes(answer.status)))
          fail({ reason: 'too-large', detail: '' });
      },
      onResponseEnd() {
        if (answer !== null)
          end({ kind: 'answered', ...answer, body: isRead(answer.status) ? body.bytes() : new Uint8Array() });
      },
      onResponseError(_, error) {
        fail(failureOf(error, answer !== null));
      },
    };

    watch(ask.leftMs, 'took too long to answer');
    ask.signal.addEventListener('abort', stop);
    if (ask.signal.aborted) stop();
    else lease.send(ask.path, ask.headers, ask.body, handler);
  });
}

/** Whether an answer of this status has a body that is read. */
export function isRead(status: number): status is 200 | 203 {
  return status === 200 || status === 203;
}

function countOf(headers: AnswerHeaders): number {
  return Object.values(headers).reduce((sum, value) => sum + (typeof value === 'object' ? value.length : 1), 0);
}

/** Bytes in the order of their coming. They are copied: a piece of one byte may hold on to the whole buffer it was read into. */
function collector() {
  let held = new Uint8Array(0);
  let size = 0;
  function add(piece: Uint8Array, maxBytes: number): boolean {
    if (size + piece.byteLength > maxBytes) return false;
    if (size + piece.byteLength > held.byteLength) {
      const larger = new Uint8Array(Math.min(maxBytes, Math.max(16_384, 2 * (size + piece.byteLength))));
      larger.set(held.subarray(0, size));
      held = larger;
    }
    held.set(piece, size);
    size += piece.byteLength;
    return true;
  }
  return { add, size: () => size, bytes: () => held.subarray(0, size) };
}
