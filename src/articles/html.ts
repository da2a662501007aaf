import { z } from 'zod';
import { walkMarkup } from '../lib/markup.ts';
import { oneLine, visibleText } from '../lib/text.ts';
import type { Line } from './line.ts';
import { NOTHING_STATED, type Page, type StatedFacts } from './page.ts';

// What is in these is not the article's, wherever they stand.
const LEFT_OUT: ReadonlySet<string> = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'math',
  'iframe',
  'object',
  'video',
  'audio',
  'canvas',
  'map',
  'button',
  'select',
  'textarea',
  'dialog',
  'nav',
  'aside',
  'footer',
  'figcaption',
  'menu',
]);
const LEFT_OUT_ROLES: ReadonlySet<string> = new Set([
  'navigation',
  'complementary',
  'contentinfo',
  'search',
  'banner',
  'dialog',
  'menu',
  'toolbar',
  'alert',
]);
const BLOCKS: ReadonlySet<string> = new Set([
  'p',
  'div',
  'section',
  'article',
  'main',
  'header',
  'li',
  'ul',
  'ol',
  'dl',
  'dt',
  'dd',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'blockquote',
  'pre',
  'table',
  'tr',
  'td',
  'th',
  'hr',
  'figure',
  'form',
  'fieldset',
  'address',
  'details',
  'summary',
  'body',
  'title',
  'center',
  'label',
]);

/**
 * An HTML page (or a piece of one) as lines, a block element a line, without its menus, asides, footers, captions and scripts; and what its head and its JSON-LD state.
 * Where the page marks its article (`<article>`, `<main>`), what follows the mark outside it is left out. Null where tags are nested over 512 deep.
 */
export function readHtml(text: string): Page | null {
  const lines: (Line & { readonly inArticle: boolean })[] = [];
  const metas = new Map<string, string>();
  const scripts: string[] = [];
  let buffer = '';
  let linkedCharacters = 0;
  let links = 0;
  let leftOut = 0;
  let marked = 0;
  let gap = true;
  let bullet = false;
  let heading = 0;
  let pageTitle: string | null = null;
  let canonical: string | null = null;
  let script: string | null = null;
  let inTitle = false;
  let afterBreak = false;
  const open: { readonly isOut: boolean; readonly isMarked: boolean }[] = [];

  function flush(): void {
    const plain = oneLine(buffer);
    if (plain !== '') {
      const linked = Math.min(1, linkedCharacters / plain.length);
      lines.push({ text: plain, gap, bullet, heading: heading > 0, linked, inArticle: marked > 0 });
      gap = false;
      bullet = false;
    }
    buffer = '';
    linkedCharacters = 0;
  }

  /** Two in a row part paragraphs, in old pages and in feeds. */
  function lineBreak(): void {
    if (afterBreak) {
      flush();
      gap = true;
    } else buffer += '\n';
    afterBreak = true;
  }

  const isRead = walkMarkup(text, 'html', {
    open(name, attributes) {
      const isOut =
        LEFT_OUT.has(name) ||
        LEFT_OUT_ROLES.has(attributes['role'] ?? '') ||
        'hidden' in attributes ||
        attributes['aria-hidden'] === 'true' ||
        /display:\s*none/i.test(attributes['style'] ?? '');
      const isMarked = name === 'article' || name === 'main' || attributes['itemprop'] === 'articleBody';
      open.push({ isOut, isMarked });
      if (isOut) leftOut++;
      if (name === 'meta') noteMeta(metas, attributes);
      if (name === 'time' && attributes['datetime'] !== undefined && !metas.has('time'))
        metas.set('time', attributes['datetime']);
      if (name === 'link' && attributes['rel'] === 'canonical') canonical ??= attributes['href'] ?? null;
      if (name === 'script' && attributes['type'] === 'application/ld+json') script = '';
      if (name === 'title') inTitle = true;
      if (isMarked) marked++;
      if (name === 'a') links++;
      if (name === 'br') lineBreak();
      if (BLOCKS.has(name)) {
        flush();
        gap = true;
        if (name === 'li') bullet = true;
        if (/^h[1-6]$/.test(name)) heading++;
      }
    },
    text(data) {
      if (script !== null) script += data;
      else if (inTitle && leftOut === 0) pageTitle = (pageTitle ?? '') + data;
      else if (leftOut === 0) {
        buffer += data;
        if (data.trim() !== '') afterBreak = false;
        if (links > 0) linkedCharacters += oneLine(data).length;
      }
    },
    close(name) {
      const element = open.pop();
      if (element?.isOut === true) leftOut--;
      if (name === 'title') inTitle = false;
      if (name === 'script' && script !== null) {
        scripts.push(script);
        script = null;
      }
      if (name === 'a') links = Math.max(0, links - 1);
      if (BLOCKS.has(name)) {
        flush();
        gap = true;
        bullet = false;
        if (/^h[1-6]$/.test(name)) heading = Math.max(0, heading - 1);
      }
      if (element?.isMarked === true) marked--;
    },
  });
  if (!isRead) return null;
  flush();
  return { lines: ofArticle(lines), stated: statedFacts(metas, scripts, pageTitle, canonical) };
}

// From the first marked line on, the marked ones, provided they hold most of the page's prose.
function ofArticle(lines: readonly (Line & { readonly inArticle: boolean })[]): Line[] {
  const isLong = (line: Line): boolean => line.text.length > 80 && line.linked < 0.5;
  const long = lines.filter(isLong);
  const trusted = long.filter((line) => line.inArticle).length * 2 > long.length;
  const first = lines.findIndex((line) => line.inArticle);
  return lines
    .filter((line, index) => !trusted || line.inArticle || index < first)
    .map(({ text, gap, bullet, heading, linked }) => ({ text, gap, bullet, heading, linked }));
}

const WANTED_METAS =
  /^(?:og:title|twitter:title|og:site_name|application-name|og:url|article:published_time|og:article:published_time|datepublished|date|pubdate|publishdate|publish-date|publication_date|dc\.date|dc\.date\.issued|dcterms\.created|parsely-pub-date|parsely-title|sailthru\.date|article\.published|cxenseparse:recs:publishtime|publisher|dc\.publisher|headline|og:image|og:image:url|og:image:secure_url|twitter:image|twitter:image:src)$/;

function noteMeta(metas: Map<string, string>, attributes: Readonly<Record<string, string>>): void {
  const name = (attributes['property'] ?? attributes['name'] ?? attributes['itemprop'] ?? '').toLowerCase();
  const content = attributes['content'];
  if (content !== undefined && content.trim() !== '' && WANTED_METAS.test(name) && !metas.has(name))
    metas.set(name, content);
}

function statedFacts(
  metas: ReadonlyMap<string, string>,
  scripts: readonly string[],
  pageTitle: string | null,
  canonical: string | null,
): StatedFacts {
  const linked = scripts.map(articleInJsonLd).find((facts) => facts !== null) ?? NOTHING_STATED;
  const first = (...names: readonly string[]): string | null =>
    names.map((name) => metas.get(name)).find((value) => value !== undefined) ?? null;
  const publisher = linked.publisher ?? first('og:site_name', 'publisher', 'dc.publisher', 'application-name');
  const title = linked.title ?? first('headline', 'parsely-title', 'og:title', 'twitter:title') ?? pageTitle;
  return {
    title: title === null ? null : withoutSite(oneLine(visibleText(title)), publisher),
    publisher: publisher === null ? null : oneLine(visibleText(publisher)),
    url: canonical ?? first('og:url') ?? linked.url,
    published:
      linked.published ??
      first(
        'article:published_time',
        'og:article:published_time',
        'datepublished',
        'parsely-pub-date',
        'pubdate',
        'publishdate',
        'publish-date',
        'publication_date',
        'sailthru.date',
        'article.published',
        'cxenseparse:recs:publishtime',
        'dc.date.issued',
        'dc.date',
        'dcterms.created',
        'date',
        'time',
      ),
    image:
      first('og:image:secure_url', 'og:image', 'og:image:url') ??
      linked.image ??
      first('twitter:image', 'twitter:image:src'),
  };
}

/** "Headline | Site" → "Headline", where the site is known to be the last part, or the parts are told apart by a bar. */
function withoutSite(title: string, site: string | null): string {
  const parts = title.split(/\s+[|–—»-]\s+/u);
  const last = parts.at(-1);
  if (parts.length < 2 || last === undefined) return title;
  const isSite = site !== null && last.toLowerCase() === site.toLowerCase();
  if (!isSite && !/\s\|\s/.test(title.slice(-last.length - 3))) return title;
  return title.slice(0, title.length - last.length).replace(/\s+[|–—»-]\s+$/u, '');
}

const MAX_JSON_LD = 500_000;
const text = z.string().trim().min(1).nullable().catch(null);
const organisation = z
  .union([z.array(z.unknown()).transform((list) => list[0]), z.unknown()])
  .pipe(z.looseObject({ name: text }))
  .nullable()
  .catch(null);
// An address, an ImageObject, or a list of either (one picture in several shapes).
const picture = z
  .union([z.array(z.unknown()).transform((list) => list[0]), z.unknown()])
  .pipe(
    z.union([
      z.string(),
      z.looseObject({ url: z.string() }).transform(({ url }) => url),
      z.looseObject({ contentUrl: z.string() }).transform(({ contentUrl }) => contentUrl),
    ]),
  )
  .nullable()
  .catch(null);
const jsonLdArticle = z.looseObject({
  '@type': z
    .union([z.string(), z.array(z.string()).transform((types) => types.join(' '))])
    .pipe(z.string().regex(/Article|BlogPosting|Report/)),
  headline: text.optional(),
  datePublished: text.optional(),
  publisher: organisation.optional(),
  url: text.optional(),
  image: picture.optional(),
});
const jsonLdGraph = z.looseObject({ '@graph': z.array(z.unknown()) });

function articleInJsonLd(source: string): StatedFacts | null {
  if (source.length > MAX_JSON_LD) return null;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return null; // pages often break theirs; the rest of the page still speaks
  }
  const graph = jsonLdGraph.safeParse(value);
  const candidates = graph.success ? graph.data['@graph'] : Array.isArray(value) ? value : [value];
  for (const candidate of candidates.slice(0, 50)) {
    const found = jsonLdArticle.safeParse(candidate);
    if (!found.success) continue;
    return {
      title: found.data.headline ?? null,
      publisher: found.data.publisher?.name ?? null,
      url: found.data.url ?? null,
      published: found.data.datePublished ?? null,
      image: found.data.image ?? null,
    };
  }
  return null;
}
