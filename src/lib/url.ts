const MAX_URL_CHARACTERS = 2_048;

// Where a click came from, never what it leads to. Whole names, and beginnings of names.
const TRACKING: ReadonlySet<string> = new Set([
  'fbclid',
  'gclid',
  'gclsrc',
  'dclid',
  'gbraid',
  'wbraid',
  'msclkid',
  'yclid',
  'twclid',
  'ttclid',
  'li_fat_id',
  'igshid',
  'igsh',
  'mc_cid',
  'mc_eid',
  'mkt_tok',
  '_ga',
  '_gl',
  '_hsenc',
  '_hsmi',
  'ref_src',
  'ref_url',
  'cmpid',
  'cmp',
  'ocid',
  'ncid',
  'icid',
  'ftag',
  'xtor',
  'smid',
  's_cid',
  'sr_share',
  'soc_src',
  'soc_trk',
  'guccounter',
  'guce_referrer',
  'guce_referrer_sig',
  'wt.mc_id',
  'wt_mc',
  'ito',
  'tpcc',
  'feedtype',
  'rss_id',
  'spm',
  'vero_id',
  'oly_anon_id',
  'oly_enc_id',
  'rb_clickid',
  'phpsessid',
  'jsessionid',
]);
const TRACKING_BEGINNINGS = ['utm_', 'at_', 'pk_', 'mtm_', 'hsa_', 'stm_', '__twitter'] as const;

/**
 * The one spelling of a web address, or null where the text is none that may be linked to: http and https only, host in lower case, no user or
 * password, no default port, no fragment, no tracking parameter, at most 2,048 characters. `base` makes a relative address whole.
 * What the server may tell apart (path case, trailing slash, order of parameters) stays.
 */
export function canonicalUrl(text: string, base?: string): string | null {
  const given = text.trim();
  if (given === '' || given.length > MAX_URL_CHARACTERS || /\s/.test(given)) return null;
  const url = URL.parse(given, base);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return null;
  url.username = '';
  url.password = '';
  url.hash = '';
  for (const name of [...new Set(url.searchParams.keys())]) {
    if (isTracking(name.toLowerCase())) url.searchParams.delete(name);
  }
  if (url.searchParams.size === 0) url.search = '';
  return url.href.length <= MAX_URL_CHARACTERS ? url.href : null;
}

function isTracking(name: string): boolean {
  return TRACKING.has(name) || TRACKING_BEGINNINGS.some((beginning) => name.startsWith(beginning));
}

/** The address under which this machine reaches what listens on `host`; "every address" is nothing that can be opened. */
export function localAddress(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
