import { walkMarkup } from '../../lib/markup.ts';
import { escapeHtml } from '../../lib/text.ts';
import { MAX_ITEMS } from './document.ts';
import { knownName, type Scope, scopeInside } from './names.ts';

/** An element of a feed, as far as we know it: see `knownName` for its name. */
export type FeedElement = {
  readonly name: string;
  /** Names in lower case, with their prefix as written. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly FeedElement[];
  /** Its own text, character references resolved once. */
  readonly text: string;
  /** What it holds as markup, where elements stand in its text; null where none do. */
  readonly markup: string | null;
  /** What relative addresses in it start from (`xml:base`, else the document's address); null where nobody says. */
  readonly base: string | null;
  /** The language in force (`xml:lang`), or null. */
  readonly language: string | null;
};

/** Elements that hold elements; every other one holds text, and an element in it is markup. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'rss',
  'rdf:rdf',
  'channel',
  'feed',
  'item',
  'items',
  'entry',
  'image',
  'textinput',
  'source',
  'author',
  'contributor',
  'media:group',
  'media:content',
  'urlset',
  'sitemapindex',
  'sitemap',
  'url',
  'news:news',
  'news:publication',
  'image:image',
]);

// Where one of these begins inside a text, the text's own closing tag is missing: no markup of texts has them. A text that is one line ends at more.
const ENDS_ANY_TEXT: ReadonlySet<string> = new Set(['item', 'entry', 'pubdate', 'guid', 'content:encoded', 'channel']);
const ENDS_A_LINE: ReadonlySet<string> = new Set([
  ...ENDS_ANY_TEXT,
  ...['title', 'link', 'description', 'summary', 'content', 'category', 'author', 'published', 'updated', 'id'],
]);
const LINES: ReadonlySet<string> = new Set([
  'title',
  'link',
  'guid',
  'pubdate',
  'id',
  'published',
  'updated',
  'category',
]);
// A second one inside the first: the first was never closed.
const NEVER_IN_ITSELF: ReadonlySet<string> = new Set(['item', 'entry', 'url', 'channel']);
const VOID_TAGS: ReadonlySet<string> = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'wbr',
]);

/** Beyond this many elements a document is no feed: 10,000 items have some 150,000. */
const MAX_ELEMENTS = 400_000;

export type Tree =
  | { readonly kind: 'tree'; readonly root: FeedElement }
  /** There is no element in it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'too-deep' }
  | { readonly kind: 'too-many' };

type Growing = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: FeedElement[];
  readonly text: string[];
  readonly markup: string[];
  hasMarkup: boolean;
  readonly base: string | null;
  readonly language: string | null;
};

type Frame = { readonly raw: string; readonly scope: Scope | null } & (
  | { readonly kind: 'element'; readonly element: Growing }
  /** Markup inside of the text of the element around it. */
  | { readonly kind: 'inline'; readonly tag: string }
  /** An element that says nothing to us, with all that it holds. */
  | { readonly kind: 'skipped' }
);

/**
 * The elements of an XML document that feeds consist of, however broken it is: closing tags that are missing or wrong, bare ampersands, prefixes that were
 * never declared. What says nothing to us is left out. `address` is the document's own. Linear in the text; entities are not expanded.
 */
export function readTree(text: string, address: string | null): Tree {
  const stack: Frame[] = [];
  let root: FeedElement | null = null;
  let core = '';
  let elements = 0;
  let items = 0;

  function elementOnTop(): Growing | null {
    const top = stack.at(-1);
    return top?.kind === 'element' ? top.element : null;
  }
  /** The element whose text we are in, be it inside of markup. */
  function textAround(): Growing | null {
    for (let at = stack.length - 1; at >= 0; at--) {
      const frame = stack[at];
      if (frame?.kind === 'skipped') return null;
      if (frame?.kind === 'element') return CONTAINERS.has(frame.element.name) ? null : frame.element;
    }
    return null;
  }
  function pop(): void {
    const frame = stack.pop();
    if (frame === undefined || frame.kind === 'skipped') return;
    if (frame.kind === 'inline') {
      if (!VOID_TAGS.has(frame.tag)) textAround()?.markup.push(`</${frame.tag}>`);
      return;
    }
    const { element } = frame;
    const done: FeedElement = {
      name: element.name,
      attributes: element.attributes,
      children: element.children,
      text: element.text.join(''),
      markup: element.hasMarkup ? element.markup.join('') : null,
      base: element.base,
      language: element.language,
    };
    const parent = elementOnTop();
    if (parent !== null) parent.children.push(done);
    else if (stack.length === 0) root ??= done;
  }
  function popTo(index: number): void {
    while (stack.length > index) pop();
  }
  function closeWhatMustHaveEnded(name: string): void {
    const around = textAround();
    if (around !== null && (LINES.has(around.name) ? ENDS_A_LINE : ENDS_ANY_TEXT).has(name)) {
      const index = stack.findLastIndex((frame) => frame.kind === 'element');
      popTo(index);
    }
    if (NEVER_IN_ITSELF.has(name)) {
      const index = stack.findLastIndex((frame) => frame.kind === 'element' && frame.element.name === name);
      if (index >= 0) popTo(index);
    }
  }

  const isRead = walkMarkup(text, 'xml', {
    open(raw, given) {
      // What follows the document is none of it.
      if (elements >= MAX_ELEMENTS || (stack.length === 0 && root !== null)) return;
      const scope = scopeInside(given, stack.at(-1)?.scope ?? null);
      if (elements === 0) core = /(?:^|:)(?:feed|entry)$/i.test(raw) ? 'atom' : '';
      const name = knownName(raw, scope, core);
      if (name !== null) closeWhatMustHaveEnded(name);
      const around = textAround();
      const parent = elementOnTop();
      elements++;
      if (around !== null) {
        const tag = raw.slice(raw.indexOf(':') + 1);
        around.hasMarkup = true;
        around.markup.push(startTag(tag, given));
        stack.push({ kind: 'inline', raw, scope, tag: tag.toLowerCase() });
        return;
      }
      const isItem = name === 'item' || name === 'entry' || name === 'url';
      if (isItem) items++;
      if (name === null || (stack.length > 0 && parent === null) || (isItem && items > MAX_ITEMS)) {
        stack.push({ kind: 'skipped', raw, scope });
        return;
      }
      const attributes = lowerCaseNames(given);
      const language = attributes['xml:lang'] ?? (name === 'feed' ? attributes['lang'] : undefined);
      const element: Growing = {
        name,
        attributes,
        children: [],
        text: [],
        markup: [],
        hasMarkup: false,
        base: resolve(attributes['xml:base'], parent === null ? address : parent.base),
        language: language ?? parent?.language ?? null,
      };
      stack.push({ kind: 'element', raw, scope, element });
    },
    text(data, isCdata) {
      const around = textAround();
      const element = around ?? elementOnTop();
      if (element === null) return;
      if (stack.at(-1)?.kind === 'element') element.text.push(data);
      // In a CDATA section beside elements stands HTML.
      if (around !== null) around.markup.push(isCdata && !isXhtml(around) ? data : escapeHtml(data));
    },
    close(raw) {
      const index = stack.findLastIndex((frame) => frame.raw === raw);
      if (index >= 0) popTo(index);
    },
  });
  if (!isRead) return { kind: 'too-deep' };
  if (elements >= MAX_ELEMENTS) return { kind: 'too-many' };
  popTo(0);
  return root === null ? { kind: 'none' } : { kind: 'tree', root };
}

function isXhtml(element: Growing): boolean {
  return /xhtml/.test(element.attributes['type'] ?? '');
}

function startTag(tag: string, attributes: Readonly<Record<string, string>>): string {
  const stated = Object.entries(attributes)
    .filter(([name]) => !name.startsWith('xmlns'))
    .map(([name, value]) => ` ${name.slice(name.indexOf(':') + 1)}="${escapeHtml(value)}"`);
  return `<${tag}${stated.join('')}>`;
}

function lowerCaseNames(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A base inside of another; what is no address changes nothing. */
function resolve(base: string | undefined, around: string | null): string | null {
  if (base === undefined || base.trim() === '') return around;
  return URL.parse(base.trim(), around ?? undefined)?.href ?? around;
}
