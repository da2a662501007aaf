import { oneLine } from '../lib/text.ts';
import { agencyNamed } from './credits.ts';
import type { Line } from './line.ts';
import { isDateStamp } from './stamp.ts';
import type { Headline } from './title.ts';

const DESK =
  /^(?:by )?(\p{Lu}[\p{L}\d.&'’-]*(?: \p{Lu}[\p{L}\d.&'’-]*){0,3}) (?:News|Web|Digital|Online|Staff|Editorial|Business|World|National|Sports|City) (?:Desk|Team|Staff|Reporter|Correspondent|Bureau)\b/u;
// "© 2019 BBC.", "Copyright © 2025 The Sample Times Ltd. All rights reserved."
const COPYRIGHT =
  /(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)|copyright|by|[,:-]|\d{4}(?:\s*[-–]\s*\d{4})?))*\s*(\p{Lu}[^|.,©\d()]{1,40}?)(?:\s*(?:[|.,©()]|[-–]\s|\d|all rights|$))/iu;
// "This story has not been edited by Devdiscourse staff and is auto-generated from a syndicated feed."
const EDITED_BY = /\bedited by (?:the )?(\p{Lu}[\p{L}\d.&'’-]*(?: \p{Lu}[\p{L}\d.&'’-]*){0,3}) (?:staff|team)\b/u;
const NO_NAME =
  /^(?:all rights|copyright|the|terms|privacy|contact|about|reserved|inc|ltd|this|material|powered|designed)/i;

/** What a byline of the kind "Devdiscourse News Desk | Istanbul | Updated: …" or "PTI | New Delhi | Updated: …" says. */
export type Desk = { readonly publisher: string | null; readonly agency: string | null; readonly place: string | null };

const PLACE_AFTER = /^\s*\|\s*(\p{Lu}\p{L}+(?:[ -]\p{Lu}\p{L}+){0,2})\s*\|/u;

/** The desk or the agency that signs the article, and the place beside it; or null where no line is such a byline. */
export function deskOf(lines: readonly Line[]): Desk | null {
  for (const { text } of lines) {
    if (text.length > 200) continue;
    const desk = DESK.exec(text);
    if (desk !== null && desk[1] !== undefined && !/^(?:the|by|our)$/i.test(desk[1])) {
      return { publisher: desk[1], agency: null, place: PLACE_AFTER.exec(text.slice(desk[0].length))?.[1] ?? null };
    }
    const [first = ''] = text.split(' | ', 1);
    const agency = first.length < text.length && isDateStamp(text) ? agencyNamed(first) : null;
    if (agency !== null)
      return { publisher: null, agency, place: PLACE_AFTER.exec(text.slice(first.length))?.[1] ?? null };
  }
  return null;
}

/** Who published the article, as its page says: the site in the page's title, the name in the copyright line; or null. */
export function publisherOf(lines: readonly Line[], headline: Headline | null): string | null {
  for (const { text } of lines) {
    const staff = text.length <= 300 ? EDITED_BY.exec(text)?.[1] : undefined;
    if (staff !== undefined) return staff;
  }
  if (headline?.site !== null && headline !== null) return headline.site;
  for (const { text } of lines.slice(-60).toReversed()) {
    const name = text.length <= 200 ? oneLine(COPYRIGHT.exec(text)?.[1] ?? '') : '';
    if (name.length > 1 && name.split(' ').length <= 5 && !NO_NAME.test(name))
      return name.replace(/,? (?:Inc|Ltd|Limited|LLC|PLC|GmbH|Pvt|Co)\.?$/i, '');
  }
  return null;
}
