import { type Instant, instant } from './clock.ts';

const ANSWER_MS = 5_000;

/** The time by the clock of a web server, to the second, as its answer's Date header states it (RFC 9110, 6.6.1); null where it does not answer. */
export async function timeAt(address: string): Promise<Instant | null> {
  try {
    const response = await fetch(address, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return instant(Date.parse(response.headers.get('date') ?? ''));
  } catch {
    return null;
  }
}
