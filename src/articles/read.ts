import { instant } from '../lib/clock.ts';
import { articleId } from '../lib/ids.ts';
import { cutText, fold, foldedWords, oneLine, sentences, visibleText } from '../lib/text.ts';
import { canonicalUrl } from '../lib/url.ts';
import type { KnownFacts, RawItem } from '../sources/raw-item.ts';
import type { Article, ArticleTime, ReadOutcome } from './article.ts';
import { findBody } from './body.ts';
import { agencyOfWitness, creditOf, datelineOf } from './credits.ts';
import { decodeArticle } from './decode.ts';
import { languageOf } from './language.ts';
import { type Line, linesOfText } from './line.ts';
import { publisherOf } from './publisher.ts';
import { summarise } from './summary.ts';
import { type DatedLine, pickTime } from './times.ts';
import { findHeadline, tidyTitle, titleFromLead } from './title.ts';

/**
 * The road from what a source holds to an article: bytes → text → lines → the body among them → what the rest of the page says of it. What the source knows
 * beside the text wins over what the text says. Pure; linear in the size of the item, which is at most `MAX_ARTICLE_BYTES`.
 */
export function readArticle(item: RawItem): ReadOutcome {
  const decoded = decodeArticle(item.bytes, item.ref);
  if (decoded.kind === 'refused') return { kind: 'unreadable', reason: decoded.reason };
  const lines = linesOfText(decoded.text);
  const body = findBody(lines);
  if (body === null)
    return { kind: 'unreadable', reason: `${nameOf(item)} holds no article: only menus, headlines and the like.` };

  const { known } = item;
  const paragraphs = body.lines.map((line) => line.text);
  const dateline = datelineOf(paragraphs[0] ?? '');
  if (dateline !== null) paragraphs[0] = dateline.rest;
  const credits = [...body.lines, ...body.cut].map((line) => creditOf(line.text)).filter((credit) => credit.isCredit);
  const text = paragraphs.filter((paragraph) => !creditOf(paragraph).isCredit).join('\n\n');
  if (text === '')
    return { kind: 'unreadable', reason: `${nameOf(item)} holds no article: only menus, headlines and the like.` };

  const language = languageOf(text);
  const headline = findHeadline(body.head, text);
  const stated = tidyTitle(known.title === null ? (headline?.title ?? '') : visibleText(known.title));
  const title = stated === '' ? titleFromLead(text) : stated;
  const publisher = tidyName(known.publisher) ?? publisherOf(lines, headline) ?? dateline?.publisher ?? null;
  const time =
    knownTime(known) ??
    pickTime(datedLines(body.head, body.cut, headline?.line ?? null, dateline?.text ?? null), {
      zone: known.zone,
      language,
      place: dateline?.place ?? null,
      lead: sentences(text.slice(0, 1_500)).slice(0, 3).join(' '),
    });
  const url = known.url === null ? null : canonicalUrl(known.url);
  const article: Article = {
    id: identityOf(url, title, stated === '', text),
    title,
    titleOrigin: stated === '' ? 'lead' : 'stated',
    text,
    summary: summarise(text),
    time,
    publisher,
    agency: dateline?.agency ?? credits.find((credit) => credit.agency !== null)?.agency ?? agencyOfWitness(text),
    place: dateline?.place ?? null,
    url,
    language,
  };
  return { kind: 'article', article };
}

function nameOf(item: RawItem): string {
  return cutText(oneLine(visibleText(item.ref)), 80) || 'The item';
}

function tidyName(name: string | null): string | null {
  const plain = name === null ? '' : oneLine(visibleText(name));
  return plain === '' ? null : cutText(plain, 80);
}

function knownTime(known: KnownFacts): ArticleTime | null {
  const at = known.publishedAt === null ? null : instant(known.publishedAt);
  return at === null ? null : { origin: 'stated', at, precision: 'minute', zone: known.zone };
}

const NEAR_TITLE = 4;

/**
 * The lines that may date this article: those between its title and its body most of all, then those just above the title, then its dateline. A date in the
 * masthead (today's, when the page was fetched) or in the lists after the body is some other article's, unless the line says it is a publication date.
 */
function datedLines(
  head: readonly Line[],
  after: readonly Line[],
  titleLine: number | null,
  dateline: string | null,
): DatedLine[] {
  const from = titleLine ?? Math.max(0, head.length - NEAR_TITLE);
  const lines: DatedLine[] = [];
  for (const [index, { text }] of head.entries()) {
    if (text.length > 300 || !/\d/.test(text)) continue;
    if (index > from || (titleLine === null && index === from)) lines.push({ text, trust: 4 });
    else if (index >= from - NEAR_TITLE) lines.push({ text, trust: 3 });
  }
  if (dateline !== null) lines.push({ text: dateline, trust: 2 });
  for (const { text } of after.slice(0, 60)) {
    if (
      text.length <= 200 &&
      /\d/.test(text) &&
      /^(?:first )?(?:published|posted|created|publi|erstellt|veröffentlicht)/i.test(text)
    )
      lines.push({ text, trust: 1 });
  }
  return lines;
}

/** One address, or else one title and text whatever its quotes, case and white space, is one article. */
function identityOf(url: string | null, title: string, isMade: boolean, text: string): Article['id'] {
  if (url !== null) return articleId('url', url);
  return articleId('text', isMade ? '' : fold(title), foldedWords(text).join(' '));
}
