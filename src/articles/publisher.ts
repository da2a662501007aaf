import { oneLine } from '../lib/text.ts';
import type { Line } from './line.ts';
import type { Headline } from './title.ts';

const DESK =
  /^(?:by )?(\p{Lu}[\p{L}\d.&'’-]*(?: \p{Lu}[\p{L}\d.&'’-]*){0,3}) (?:News|Web|Digital|Online|Staff|Editorial|Business|World|National|Sports|City) (?:Desk|Team|Staff|Reporter|Correspondent|Bureau)\b/u;
// "© 2019 BBC.", "Copyright © 2025 The Sample Times Ltd. All rights reserved."
const COPYRIGHT =
  /(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)|copyright|by|[,:-]|\d{4}(?:\s*[-–]\s*\d{4})?))*\s*(\p{Lu}[^|.,©\d()]{1,40}?)(?:\s*(?:[|.,©()]|[-–]\s|\d|all rights|$))/iu;
const NO_NAME =
  /^(?:all rights|copyright|the|terms|privacy|contact|about|reserved|inc|ltd|this|material|powered|designed)/i;

/** The publisher whose desk signs the article ("Devdiscourse News Desk | Istanbul | …"), and the place beside it; or null. */
export function deskOf(lines: readonly Line[]): { readonly publisher: string; readonly place: string | null } | null {
  for (const { text } of lines) {
    if (text.length > 200) continue;
    const desk = DESK.exec(text);
    const publisher = desk?.[1];
    if (desk === null || publisher === undefined || /^(?:the|by|our)$/i.test(publisher)) continue;
    const place = /^\s*\|\s*(\p{Lu}\p{L}+(?:[ -]\p{Lu}\p{L}+){0,2})\s*\|/u.exec(text.slice(desk[0].length))?.[1];
    return { publisher, place: place ?? null };
  }
  return null;
}

/** Who published the article, as its page says: the site in the page's title, the name in the copyright line; or null. */
export function publisherOf(lines: readonly Line[], headline: Headline | null): string | null {
  if (headline?.site !== null && headline !== null) return headline.site;
  for (const { text } of lines.slice(-60).toReversed()) {
    const name = text.length <= 200 ? oneLine(COPYRIGHT.exec(text)?.[1] ?? '') : '';
    if (name.length > 1 && name.split(' ').length <= 5 && !NO_NAME.test(name))
      return name.replace(/,? (?:Inc|Ltd|Limited|LLC|PLC|GmbH|Pvt|Co)\.?$/i, '');
  }
  return null;
}
