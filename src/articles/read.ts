import { instant } from '../lib/clock.ts';
import { articleId } from '../lib/ids.ts';
import { cutText, foldedWords, oneLine, sentences, visibleText } from '../lib/text.ts';
import { canonicalUrl } from '../lib/url.ts';
import type { KnownFacts, RawItem } from '../sources/raw-item.ts';
import type { Article, ArticleTime, ReadOutcome } from './article.ts';
import { type Body, findBody } from './body.ts';
import { chromeOf } from './chrome-words.ts';
import { agencyNamed, agencyOfWitness, creditOf, datelineOf } from './credits.ts';
import { decodeArticle, SAVE_TEXT } from './decode.ts';
import { readHtml } from './html.ts';
import { imageUrl } from './image.ts';
import { languageOf } from './language.ts';
import type { Line } from './line.ts';
import { readMarkdown } from './markdown.ts';
import { formatOf, NOTHING_STATED, type Page, readText } from './page.ts';
import { deskOf, publisherOf } from './publisher.ts';
import { summarise } from './summary.ts';
import { type DatedLine, pickTime } from './times.ts';
import { findHeadline, tidyTitle, titleFromLead } from './title.ts';

/**
 * The road from what a source holds to an article: bytes → text → lines → the body among them → what the rest of the page says of it. What the source knows
 * beside the text wins over what the text says. An item with a known title and no text is an article without a body: some feeds send headlines
 * alone. Pure; linear in the size of the item, which is at most `MAX_ARTICLE_BYTES`.
 */
export function readArticle(item: RawItem): ReadOutcome {
  const decoded = decodeArticle(item.bytes);
  const known = tidyKnown(item.known);
  if (decoded.kind === 'refused' || (decoded.kind === 'empty' && known.title === null))
    return { kind: 'unreadable', reason: decoded.reason };
  const page = decoded.kind === 'empty' ? EMPTY_PAGE : readPage(item.ref, decoded.text);
  if (page === null) return { kind: 'unreadable', reason: 'It nests its markup too deeply to be a page of news.' };
  const body = findBody(page.lines) ?? wholeIfShort(page.lines, known.title !== null);
  if (body === null) return { kind: 'unreadable', reason: NO_ARTICLE };
  const article = articleOf(page, body, known);
  // Credits alone.
  if (article.title === '') return { kind: 'unreadable', reason: NO_ARTICLE };
  return { kind: 'article', article };
}

const NO_ARTICLE = `It holds no article, only menus, headlines and the like. ${SAVE_TEXT}`;

const EMPTY_PAGE: Page = { lines: [], stated: NOTHING_STATED };

function readPage(ref: string, text: string): Page | null {
  switch (formatOf(ref, text)) {
    case 'html':
      return readHtml(text);
    case 'markdown':
      return readMarkdown(text);
    case 'text':
      return readText(text);
  }
}

const SHORT_ITEM_LINES = 6;

/** A feed's teaser may be a line without a full stop: a few lines are the body as they stand, where a title is known beside them. */
function wholeIfShort(lines: readonly Line[], hasTitle: boolean): Body | null {
  return hasTitle && lines.length <= SHORT_ITEM_LINES ? { head: [], lines, between: [], after: [] } : null;
}

function articleOf(page: Page, body: Body, known: KnownFacts): Article {
  const paragraphs = body.lines.map((line) => line.text);
  const dateline = datelineOf(paragraphs[0] ?? '');
  if (dateline !== null) paragraphs[0] = dateline.rest;
  const credits = [...body.lines, ...body.between, ...body.after.slice(0, CREDITS_AFTER)]
    .map((line) => creditOf(line.text))
    .filter((credit) => credit.isCredit);
  const prose = paragraphs.filter((paragraph) => !creditOf(paragraph).isCredit);
  const text = prose.join('\n\n');

  const language = languageOf(text);
  const headline = findHeadline(body.head, text);
  const stated = tidyTitle(known.title ?? page.stated.title ?? headline?.title ?? '');
  const title = stated === '' ? titleFromLead(text) : stated;
  const url = known.url ?? (page.stated.url === null ? null : canonicalUrl(page.stated.url));
  const byline = deskOf(page.lines);
  const place = dateline?.place ?? byline?.place ?? null;
  return {
    id: identityOf(url, stated, text),
    title,
    titleOrigin: stated === '' ? 'lead' : 'stated',
    text,
    summary: summarise(text, title),
    time:
      knownTime(known) ??
      pickTime(datedLines(page, body, headline?.line ?? null, dateline?.text ?? null), {
        zone: known.zone,
        language,
        place,
        lead: sentences(text.slice(0, 1_500)).slice(0, 3).join(' '),
      }),
    publisher:
      known.publisher ??
      page.stated.publisher ??
      byline?.publisher ??
      publisherOf(page.lines, headline) ??
      dateline?.publisher ??
      null,
    agency:
      dateline?.agency ??
      byline?.agency ??
      agencyInByline(body.head, headline?.line ?? null) ??
      credits.find((credit) => credit.agency !== null)?.agency ??
      agencyOfWitness(text),
    place,
    url,
    image: imageUrl(page.stated.image, url),
    language,
  };
}

// Further down, a line "Reuters" is a link.
const CREDITS_AFTER = 4;

/** The agency that signs between the headline and the body ("By Reuters", "Agence France-Presse"), or null. */
function agencyInByline(head: readonly Line[], titleLine: number | null): string | null {
  if (titleLine === null) return null;
  for (const { text } of head.slice(titleLine + 1)) {
    const agency = text.length > 60 ? null : agencyNamed(text.replace(/^by:? /i, ''));
    if (agency !== null) return agency;
  }
  return null;
}

function tidyKnown(known: KnownFacts): KnownFacts {
  return {
    ...known,
    title: tidyName(known.title, 300),
    publisher: tidyName(known.publisher, 80),
    url: known.url === null ? null : canonicalUrl(known.url),
  };
}

function tidyName(name: string | null, limit: number): string | null {
  const plain = name === null ? '' : oneLine(visibleText(name));
  return plain === '' ? null : cutText(plain, limit);
}

function knownTime(known: KnownFacts): ArticleTime | null {
  const at = known.publishedAt === null ? null : instant(known.publishedAt);
  return at === null ? null : { origin: 'stated', at, precision: 'minute', zone: known.zone };
}

const NEAR_TITLE = 8;
const JUST_ABOVE = 2;

/** Not the day alone, as mastheads have it: with a time of day, or the word that says what it dates. */
function isStamped(text: string): boolean {
  return /\d[:.h]\d\d|\b\d{1,2} ?[ap]\.?m\b|publish|posted|created|updated/i.test(text);
}

/**
 * The lines that may date this article: what the page states of itself first, then those between its title and its body, then those just above the title, then
 * its dateline. A date in the masthead (today's, when the page was fetched) or in the lists after the body is some other article's, unless
 * the line says that it is a date of publication: "first published" is said of this one.
 */
function datedLines(page: Page, body: Body, titleLine: number | null, dateline: string | null): DatedLine[] {
  const lines: DatedLine[] = [];
  if (page.stated.published !== null) lines.push({ text: page.stated.published, trust: 9 });
  const { head } = body;
  const from = titleLine ?? Math.max(-1, head.length - NEAR_TITLE);
  for (const [index, { text }] of head.entries()) {
    // The date under a picture is the picture's.
    if (text.length > 300 || !/\d/.test(text) || chromeOf(text) === 'caption') continue;
    if (index > from) lines.push({ text, trust: 4 });
    else if (index >= from - JUST_ABOVE || (index >= from - NEAR_TITLE && isStamped(text)))
      lines.push({ text, trust: 3 });
  }
  if (dateline !== null) lines.push({ text: dateline, trust: 2 });
  for (const { text } of [...body.between, ...body.after].slice(0, 60)) {
    if (
      text.length <= 200 &&
      /\d/.test(text) &&
      /^(?:first )?(?:published|posted|created|publi|erstellt|veröffentlicht)/i.test(text)
    )
      lines.push({ text, trust: /^first published/i.test(text) ? 4 : 1 });
  }
  return lines;
}

/** One address, or else one title and text whatever its quotes, case and white space, is one article. */
function identityOf(url: string | null, statedTitle: string, text: string): Article['id'] {
  if (url !== null) return articleId('url', url);
  return articleId('text', foldedWords(statedTitle).join(' '), foldedWords(text).join(' '));
}
