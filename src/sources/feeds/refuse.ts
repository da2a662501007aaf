import { cutText } from '../../lib/text.ts';
import { plainText } from './text.ts';

const SAMPLE = 200_000;

/** What a text that is no feed is instead, in one sentence for the person who gave its address. */
export function sayWhatItIs(text: string): string {
  const sample = text.slice(0, SAMPLE);
  if (/^\s*[[{]/.test(sample)) return 'This is JSON, but not a JSON Feed: it has no title with a list of items.';
  const root = /<([A-Za-z_][\w:.-]{0,60})/.exec(sample);
  if (/^opml$/i.test(root?.[1] ?? '')) return 'This is a list of feeds (OPML), not a feed: import it instead.';
  if (/<(?:!doctype\s+html|html|head|body)\b/i.test(sample.slice(0, 5_000))) return sayPage(sample);
  if (root === null) return `This is not a feed: it is plain text that begins "${beginning(sample)}".`;
  return `This is not a feed: its outermost element, in line ${lineOf(sample, root.index)}, is <${root[1]}>.`;
}

const LOGIN =
  /type\s*=\s*["']?password\b|<title[^>]{0,200}>[^<]{0,100}\b(?:log ?in|sign ?in|anmelden|einloggen|connexion|iniciar sesi[oó]n|accedi)\b/i;
const CHECK =
  /just a moment\.\.\.|cf-chl|challenge-platform|attention required! \| cloudflare|captcha|are you a (?:human|robot)|enable javascript and cookies/i;
const FEED_LINK = /<link\b[^<>]{0,500}\btype\s*=\s*["']?application\/(?:rss|atom|feed)\+(?:xml|json)[^<>]{0,500}>/i;

function sayPage(html: string): string {
  const title = plainText(/<title[^>]{0,200}>([^<]{0,300})/i.exec(html)?.[1] ?? '');
  const named = title === '' ? '' : `, "${cutText(title, 80)}"`;
  if (LOGIN.test(html)) return `This is a login page${named}, not a feed: the site wants to know who reads it.`;
  if (CHECK.test(html))
    return `This is a page that keeps programs out${named}, not a feed: the site blocks its readers.`;
  const link = FEED_LINK.exec(html)?.[0];
  const address = link === undefined ? undefined : /\bhref\s*=\s*["']?([^"'\s<>]{1,500})/i.exec(link)?.[1];
  const hint = address === undefined ? '' : ` It names a feed: ${plainText(address)}`;
  return `This is a web page${named}, not a feed.${hint}`;
}

function beginning(text: string): string {
  return cutText(plainText(text.slice(0, 500)), 60);
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
