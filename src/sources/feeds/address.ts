import { canonicalUrl } from '../../lib/url.ts';

// Labels that name another face of the same site.
const FACES = /^(?:www\d?|m|mobile|amp)\./;
const AMP_QUERY: ReadonlySet<string> = new Set(['amp', 'outputtype']);

/**
 * What the addresses of one article have in common, for comparing only (it need not lead anywhere), or null where the text is no web address: canonical,
 * without its scheme, without `www.`, `m.`, `mobile.` and `amp.` in front, without the marks of an AMP page and without a slash at the end. Addresses in
 * Google's AMP viewer and cache are the page's own. Conservative: what may tell articles apart (path, parameters, their order) stays.
 */
export function addressKey(address: string): string | null {
  const canonical = canonicalUrl(ampOriginal(address) ?? address);
  if (canonical === null) return null;
  const url = new URL(canonical);
  for (const [name, value] of [...url.searchParams]) {
    const isMark = AMP_QUERY.has(name.toLowerCase()) && /^(?:|1|true|amp)$/i.test(value);
    if (isMark) url.searchParams.delete(name, value);
  }
  const path = url.pathname
    .replace(/^\/amp(?=\/.)/i, '')
    .replace(/\/amp\/?$/i, '')
    .replace(/\.amp(?=(?:\.html?)?\/?$)/i, '')
    .replace(/\/+$/, '');
  const query = url.searchParams.size === 0 ? '' : url.search;
  return `${bareHost(url.hostname)}${url.port === '' ? '' : `:${url.port}`}${path}${query}`;
}

function bareHost(host: string): string {
  // "en.m.wikipedia.org"
  let bare = host.replace(/^([a-z]{2,3})\.m\.(?=[^.]+\.[^.]+)/, '$1.');
  while (FACES.test(bare) && bare.replace(FACES, '').includes('.')) bare = bare.replace(FACES, '');
  return bare;
}

/** The page behind an address of Google's AMP viewer or cache, or null. */
function ampOriginal(address: string): string | null {
  const viewer = /^https?:\/\/(?:www\.)?google\.[a-z.]{2,6}\/amp\/(s\/)?(.+)$/i.exec(address.trim());
  const cached = /^https?:\/\/[\w-]+\.cdn\.ampproject\.org\/[cv]\/(s\/)?(.+)$/i.exec(address.trim());
  const found = viewer ?? cached;
  return found?.[2] === undefined ? null : `${found[1] === undefined ? 'http' : 'https'}://${found[2]}`;
}

// "gov.uk" and the like: names of which one can have one, but which nobody is.
const SECOND_LEVEL = /^(?:co|com|org|net|gov|gob|gouv|edu|ac|or|ne|go|in|web|info)\.[a-z]{2}$/;

/** Whether two addresses lie on hosts of one domain (`feeds.example.co.uk`, `www.example.co.uk`), as far as their names tell. */
export function isSameSite(one: string, other: string): boolean {
  const domain = domainOf(one);
  return domain !== '' && domain === domainOf(other);
}

function domainOf(address: string): string {
  const host = URL.parse(address)?.hostname ?? '';
  if (/^[\d.]+$|^\[/.test(host)) return host;
  const labels = host.split('.');
  const last = labels.slice(-2).join('.');
  return SECOND_LEVEL.test(last) ? labels.slice(-3).join('.') : last;
}
