import { type Instant, toIso } from '../../lib/clock.ts';
import { walkMarkup } from '../../lib/markup.ts';
import { cutText, oneLine, visibleText } from '../../lib/text.ts';

/** A longer list is no list that people keep. */
export const MAX_OPML_CHARACTERS = 10_000_000;
/** Of a list with more feeds, the first ones are taken. */
const MAX_OPML_FEEDS = 20_000;

const MAX_TITLE_CHARACTERS = 200;
const MAX_ADDRESS_CHARACTERS = 2_048;
const MAX_FOLDERS = 10;

/** A feed as a list names it. */
export type OpmlFeed = {
  /** As spelled there, without spaces around it. An address by its look alone: whoever reads it checks it. */
  readonly address: string;
  readonly title: string | null;
  /** The folders it lies in, the outermost first. */
  readonly folders: readonly string[];
};

/** What a list holds. `leftOut` says in sentences what was not taken, each entry by its name or its place. */
export type OpmlReading =
  | {
      readonly kind: 'list';
      readonly title: string | null;
      /** Each address once, in the order of the list. */
      readonly feeds: readonly OpmlFeed[];
      readonly leftOut: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads OPML 1 or 2, as far as it is any: unclosed outlines, bare ampersands and names in capitals do no harm, and no entity is expanded. An
 * outline with an `xmlUrl` is a feed, one that holds others is a folder; comments are passed over. Linear in the text.
 */
export function readOpml(text: string): OpmlReading {
  if (text.length > MAX_OPML_CHARACTERS) {
    return refused(`It has ${text.length} characters; a list of feeds has at most ${MAX_OPML_CHARACTERS}.`);
  }
  const feeds = new Map<string, OpmlFeed>();
  const leftOut: string[] = [];
  const outlines: (string | null)[] = [];
  let isOpml = false;
  let title: string | null = null;
  let isTitle = false;
  let tooMany = 0;
  let outlineCount = 0;

  function take(attributes: ReadonlyMap<string, string>): void {
    outlineCount++;
    const name = nameOf(attributes.get('text')) ?? nameOf(attributes.get('title'));
    outlines.push(name);
    // A comment is a comment with all that it holds, but nobody comments feeds out by it: readers ignore the mark.
    const address = attributes.get('xmlurl')?.trim() ?? '';
    if (address === '') {
      const type = attributes.get('type')?.toLowerCase();
      if (type === 'rss' || type === 'atom')
        leftOut.push(`${sayEntry(name, outlineCount)} names no address of a feed.`);
      return;
    }
    const spelled = webAddress(address);
    if (spelled === null) {
      leftOut.push(
        `${sayEntry(name, outlineCount)}: “${cutText(oneLine(visibleText(address)), 80)}” is no web address.`,
      );
    } else if (feeds.size >= MAX_OPML_FEEDS) tooMany++;
    else if (feeds.has(spelled)) leftOut.push(`${sayEntry(name, outlineCount)} is in the list more than once.`);
    // A feed without a title is named by its address in many lists, as in ours.
    else
      feeds.set(spelled, { address: spelled, title: name === spelled ? null : name, folders: foldersAround(outlines) });
  }

  const isRead = walkMarkup(text, 'xml', {
    open(raw, given) {
      const name = raw.toLowerCase();
      if (name === 'opml') isOpml = true;
      else if (name === 'outline' && isOpml)
        take(new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value])));
      isTitle = isOpml && name === 'title' && title === null && outlines.length === 0;
    },
    text(data) {
      if (isTitle) title = nameOf(data);
    },
    close(raw) {
      if (raw.toLowerCase() === 'outline') outlines.pop();
      isTitle = false;
    },
  });
  if (!isOpml) return refused('This is no OPML file: it has no element “opml”.');
  if (!isRead) leftOut.push('Its folders are nested too deep; what comes from there on was not read.');
  if (tooMany > 0) leftOut.push(`The last ${tooMany} feeds are too many: of one list, ${MAX_OPML_FEEDS} are taken.`);
  return { kind: 'list', title, feeds: [...feeds.values()], leftOut };
}

function refused(reason: string): OpmlReading {
  return { kind: 'refused', reason };
}

/** Names on one line without what no reader sees; null where nothing is left. */
function nameOf(text: string | undefined): string | null {
  const name = cutText(oneLine(visibleText(text ?? '')), MAX_TITLE_CHARACTERS);
  return name === '' ? null : name;
}

function sayEntry(name: string | null, place: number): string {
  return name === null ? `Entry ${place}` : `“${name}”`;
}

function foldersAround(outlines: readonly (string | null)[]): readonly string[] {
  return outlines
    .slice(0, -1)
    .filter((name) => name !== null)
    .slice(0, MAX_FOLDERS);
}

/** `feed:` is how some lists spell addresses. */
function webAddress(text: string): string | null {
  const address = text.replace(/^feed:(?:\/\/)?(?=https?:)/i, '').replace(/^feed:\/\//i, 'https://');
  if (address.length > MAX_ADDRESS_CHARACTERS || /\s/.test(address) || !/^https?:\/\//i.test(address)) return null;
  return URL.canParse(address) ? address : null;
}

/** Writes a list that every feed reader takes (OPML 2.0), feeds in their folders. What XML cannot hold is left out of titles. */
export function writeOpml(title: string, feeds: readonly OpmlFeed[], now: Instant): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    '  <head>',
    `    <title>${escapeXml(title)}</title>`,
    `    <dateCreated>${new Date(toIso(now)).toUTCString()}</dateCreated>`,
    '  </head>',
    '  <body>',
    ...outlinesOf(feeds, 0),
    '  </body>',
    '</opml>',
  ];
  return `${lines.join('\n')}\n`;
}

function outlinesOf(feeds: readonly OpmlFeed[], depth: number): readonly string[] {
  const indent = '  '.repeat(depth + 2);
  const byFolder = Map.groupBy(feeds, ({ folders }) => folders[depth] ?? null);
  return [...byFolder].flatMap(([folder, inside]) => {
    if (folder !== null) {
      return [
        `${indent}<outline text="${escapeXml(folder)}">`,
        ...outlinesOf(inside, depth + 1),
        `${indent}</outline>`,
      ];
    }
    return inside.map(({ address, title }) => {
      const name = escapeXml(title ?? address);
      return `${indent}<outline type="rss" text="${name}" title="${name}" xmlUrl="${escapeXml(address)}"/>`;
    });
  });
}

const XML_MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return oneLine(visibleText(text)).replace(/[&<>"]/g, (mark) => XML_MARKS[mark] ?? mark);
}
