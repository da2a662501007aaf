/** Names are in lower case; a header that came more than once is a list. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const MAX_RETRY_AFTER_MS = 86_400_000;
const MAX_FRESH_MS = 30 * 86_400_000;

/** The values of one header, joined as HTTP says; null where it is not there. */
export function headerOf(headers: AnswerHeaders, name: string): string | null {
  const value = headers[name];
  if (value === undefined) return null;
  return typeof value === 'string' ? value : value.join(', ');
}

/** Where an answer sends on, or null. Many servers write it in UTF-8, which HTTP takes for Latin-1. */
export function locationOf(headers: AnswerHeaders): string | null {
  const value = headers['location'];
  const first = typeof value === 'object' ? value[0] : value;
  if (first === undefined || first === '') return null;
  const asUtf8 = Buffer.from(first, 'latin1').toString('utf8');
  return asUtf8.includes('\ufffd') ? first : asUtf8;
}

/** What a server said of its answer so that it can be sent back to it, or null where it cannot be: control characters, or too long. */
export function validatorOf(headers: AnswerHeaders, name: 'etag' | 'last-modified'): string | null {
  const value = headerOf(headers, name);
  return value !== null && isSendable(value) ? value : null;
}

/** Whether a text may be the value of a header that is sent. */
export function isSendable(value: string): boolean {
  return /^[\x20-\x7e]{1,1024}$/.test(value);
}

/** Milliseconds until the server wants to be asked again: Retry-After in seconds or as a date, between 0 and a day. */
export function retryAfterOf(headers: AnswerHeaders, nowMs: number): number | null {
  const value = headerOf(headers, 'retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Number(value) * 1_000, MAX_RETRY_AFTER_MS);
  const atMs = dateOf(value);
  // By the server's own clock, where it states it.
  const fromMs = dateOf(headerOf(headers, 'date')) ?? nowMs;
  return atMs === null ? null : Math.min(Math.max(0, atMs - fromMs), MAX_RETRY_AFTER_MS);
}

/** For how many milliseconds from now an answer is fresh (RFC 9111, for one reader): between 0 and 30 days, null where nothing is said. */
export function maxAgeOf(headers: AnswerHeaders, nowMs: number): number | null {
  const control = headerOf(headers, 'cache-control')?.toLowerCase() ?? '';
  if (/\bno-(?:store|cache)\b/.test(control)) return 0;
  const stated = /\bmax-age\s*=\s*"?(\d+)/.exec(control)?.[1];
  if (stated !== undefined) {
    const age = headerOf(headers, 'age')?.trim() ?? '';
    return clampFresh((Number(stated) - (/^\d+$/.test(age) ? Number(age) : 0)) * 1_000);
  }
  const expires = headerOf(headers, 'expires');
  if (expires === null) return null;
  // "Expires: 0" and "-1" are no dates, and mean: at once.
  const untilMs = dateOf(expires);
  return untilMs === null ? 0 : clampFresh(untilMs - (dateOf(headerOf(headers, 'date')) ?? nowMs));
}

function clampFresh(ms: number): number {
  return Math.min(Math.max(0, ms), MAX_FRESH_MS);
}

function dateOf(text: string | null): number | null {
  // Without a day's name or a "GMT" it is some other text that Date.parse makes a date of ("-1", "5").
  if (text === null || !/[a-z]{3}/i.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** The media type in lower case and without parameters, and its charset. */
export function mediaTypeOf(headers: AnswerHeaders): {
  readonly contentType: string | null;
  readonly charset: string | null;
} {
  const value = headerOf(headers, 'content-type')?.slice(0, 300).toLowerCase() ?? '';
  const essence = (value.split(/[;,]/)[0] ?? '').trim();
  const charset = /;\s*charset\s*=\s*["']?([^\s"';,]+)/.exec(value)?.[1];
  return { contentType: essence === '' ? null : essence, charset: charset ?? null };
}
