import { oneLine } from '../lib/text.ts';
import { agencyNamed } from './credits.ts';
import type { Line } from './line.ts';
import { isDateStamp } from './stamp.ts';
import type { Headline } from './title.ts';

const DESK =
  /^(?:[Bb]y )?(\p{Lu}[\p{L}\d.&'’-]*(?: \p{Lu}[\p{L}\d.&'’-]*){0,3}) (?:News|Web|Digital|Online|Staff|Editorial|Business|World|National|Sports|City) (?:Desk|Team|Staff|Reporter|Correspondent|Bureau)\b/u;
// "© 2019 BBC.", "Copyright © 2025 The Sample Times Ltd. All rights reserved."
const COPYRIGHT =
  /(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)|copyright|by|[,:-]|\d{4}(?:\s*[-–]\s*\d{4})?))*\s*(\p{Lu}[^|.,©\d()]{1,40}?)(?:\s*(?:[|.,©()]|[-–]\s|\d|all rights|unless\b|$))/iu;
// "This story has not been edited by Devdiscourse staff and is auto-generated from a syndicated feed."
const EDITED_BY = /\bedited by (?:the )?(\p{Lu}[\p{L}\d.&'’-]*(?: \p{Lu}[\p{L}\d.&'’-]*){0,3}) (?:staff|team)\b/u;
const NO_NAME =
  /^(?:all rights|copyright|the$|the (?:author|publisher|copyright|respective|content)|terms|privacy|contact|about|reserved|inc|ltd|this|material|powered|designed)/i;

// "Published in Dawn, March 5th, 2026", "Published in The Express Tribune, …"
const PUBLISHED_IN =
  /^(?:first )?published in (?:the print edition of )?(\p{Lu}[\p{L}.&'’-]*(?: \p{Lu}[\p{L}.&'’-]*){0,3}),/iu;
// "… without prior express written permission from PUNCH."
const PERMISSION_FROM = /\bpermission (?:from|of) (?:the )?(\p{Lu}[\p{L}.&'’-]*(?: \p{Lu}[\p{L}.&'’-]*){0,3})\.?$/u;
// "Harbour Gazette | Published: 2 March 2026", "Inquirer.net / 08:15 AM October 11, 2025"
const BEFORE_STAMP = /^((?:\p{Lu}|\p{L}+\.)[\p{L}\d.&'’-]*(?: [\p{L}\d.&'’-]+){0,3}) [|/•·] /u;
// "By Ann Lee and Bo Moss, CNN"
const BYLINE_FOR = /^by .{3,80}, (\p{Lu}[\p{L}.&'’-]*(?: \p{Lu}[\p{L}.&'’-]*){0,2})$/iu;
// "By Al Jazeera Staff and News Agencies"
const STAFF_OF =
  /^by (?!(?:our|the) )(\p{Lu}[\p{L}.&'’-]*(?: \p{Lu}[\p{L}.&'’-]*){0,2}) staff(?: and (?:news )?agencies)?$/iu;
// Words by which a name is known for a newspaper's, and those that may as well head a section ("World News").
const PAPER =
  /\b(?:Times|Gazette|Herald|Tribune|Courier|Chronicle|Telegraph|Examiner|Sentinel|Dispatch|Observer|Inquirer|Enquirer|Advertiser|Argus)$|^(?:The )?Daily \p{Lu}/u;
const OUTLET =
  /(?:^|\s)(?:Post|Journal|Standard|Guardian|Mirror|Express|Star|Globe|Register|Bulletin|Monitor|Mail|Echo|Independent|Daily|Today|News|Press|Online|Record|Review|Weekly|Wire|Network)$|\.(?:com|net|org|in|pk|ng|ph|co\.\p{L}{2})$/iu;
const NAME_LINE = /^\p{Lu}[\p{L}.&'’-]*(?: (?:of|the|and|&|\p{Lu}[\p{L}.&'’-]*)){1,4}$/u;

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
    if (name.length > 1 && name.split(' ').length <= 5 && !NO_NAME.test(name) && agencyNamed(name) === null)
      return name.replace(/(?:,? (?:Inc|Ltd|Limited|LLC|PLC|GmbH|Pvt|Co)\.?)+$/i, '');
  }
  return publisherInLines(lines.slice(-60)) ?? mastheadOf(lines) ?? agencyOfCopyright(lines.slice(-60));
}

/** An agency's own page: "© 2019 Reuters. All Rights Reserved." Under its text on another's page the notice goes on to what may not be done with it. */
function agencyOfCopyright(lines: readonly Line[]): string | null {
  for (const { text } of lines) {
    const name = text.length <= 200 && !/\bmay not be\b/i.test(text) ? COPYRIGHT.exec(text)?.[1] : undefined;
    const agency = name === undefined ? null : agencyNamed(name);
    if (agency !== null) return agency;
  }
  return null;
}

/** The publisher that a line under the article names, as papers say where they printed it and who must be asked. */
function publisherInLines(lines: readonly Line[]): string | null {
  for (const { text } of lines) {
    const name = text.length <= 400 ? (PUBLISHED_IN.exec(text) ?? PERMISSION_FROM.exec(text))?.[1] : undefined;
    if (name !== undefined) return name.replace(/\.$/, '');
  }
  return null;
}

const MASTHEAD_LINES = 80;

/** The name beside the date or in the byline, else the one line among the first that is a newspaper's name; several are links to others. */
function mastheadOf(lines: readonly Line[]): string | null {
  const head = lines.slice(0, MASTHEAD_LINES).map(({ text }) => text);
  const names = new Set<string>();
  for (const text of head) {
    if (text.length > 160) continue;
    const before = BEFORE_STAMP.exec(text)?.[1];
    if (before !== undefined && (PAPER.test(before) || OUTLET.test(before)) && isDateStamp(text)) return before;
    const staff = STAFF_OF.exec(text)?.[1];
    if (staff !== undefined) return staff;
    const writesFor = BYLINE_FOR.exec(text)?.[1];
    if (writesFor !== undefined && agencyNamed(writesFor) === null && isNamedAlone(writesFor, head)) return writesFor;
    if (NAME_LINE.test(text) && PAPER.test(text)) names.add(text);
  }
  const [only = null] = names;
  return names.size === 1 ? only : null;
}

/** A line begins with the name, as a site's menu does: it is the site's own, not another's or an office ("Staff Writer"). */
function isNamedAlone(name: string, head: readonly string[]): boolean {
  return head.some((line) => line === name || (line.startsWith(`${name} `) && line.length <= name.length + 20));
}
