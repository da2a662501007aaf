/** Helpers for text in any language. All are linear in the length of the text, and none keeps state. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: vertical tab and form feed end lines
const LINE_ENDS = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;
// C0 and C1 controls (tab and newline apart), zero-width and bidi marks, soft hyphen, BOM, noncharacters, lone surrogates: nothing a reader sees,
// and what hides a word from a filter or turns a line of a message around.
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Cs}/gu;
const SPACES = /[\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

/**
 * The text as a reader sees it: NFC, without control, bidi and zero-width characters (the joiners of Persian, Indic scripts and emoji stay)
 * and without lone surrogates. Newlines and tabs stay; `\r\n`, `\r` and the Unicode line separators become `\n`.
 */
export function visibleText(text: string): string {
  return text.replace(LINE_ENDS, '\n').replace(UNSEEN, '').normalize('NFC');
}

/** The text on one line: every run of white space is one space, none at the ends. */
export function oneLine(text: string): string {
  if (!/^\s|\s$|\s\s|[^\S ]|\u0085/.test(text)) return text;
  return text.replace(SPACES, ' ').trim();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: most texts, for which there is a quicker way
const ASCII = /^[\u0000-\u007f]*$/;
// Letters that NFKD does not take apart, as plain Latin spells them.
const PLAIN_LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ı', 'i'],
]);

/**
 * The text for comparing: lower case, accents off ("Erdoğan" → "erdogan"), curly quotes and long dashes as the plain ones, ligatures
 * and full-width forms taken apart (NFKD). Its length may differ from the input's. Only Latin, Greek and Cyrillic lose marks: the vowel signs
 * of Indic scripts are no accents.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[ßæœøłđðþı]/g, (letter) => PLAIN_LETTERS.get(letter) ?? letter)
    .replace(/[‘’‚‛′ʼ＇`´]/g, "'")
    .replace(/[“”„‟″«»＂]/g, '"')
    .replace(/[‐‑‒–—―−]/g, '-');
}

// In this order: dotted initials ("U.S."), a character of a script without spaces, a number ("1,200", "8.7"), a word with its apostrophes ("Russia's").
const WORD =
  /\p{L}\.(?:\p{L}\.)+|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}\p{M}*|\p{N}+(?:[.,]\p{N}+)*\p{L}*|[\p{L}\p{M}]+(?:\p{N}+|['’](?=\p{L})\p{L}[\p{L}\p{M}]*)*/gu;

// The same for ASCII, several times as fast.
const ASCII_WORD = /[A-Za-z]\.(?:[A-Za-z]\.)+|\d+(?:[.,]\d+)*[A-Za-z]*|[A-Za-z]+(?:\d+|'[A-Za-z]+)*/g;

/**
 * The words of a text, as written and in order. "U.S." is one word with its dots, "1,200" and "27th" are one, "Russia's" is one, "Moscow-based" is
 * two. Scripts without spaces (Chinese, Japanese, Thai) give a word a character: pairs of neighbours are what to compare there.
 */
export function words(text: string): string[] {
  return text.match(ASCII.test(text) ? ASCII_WORD : WORD) ?? [];
}

/** The words of a text, folded (see `fold`): what two spellings of one text have in common. */
export function foldedWords(text: string): string[] {
  return words(fold(text));
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The most graphemes (what a reader counts as characters) from the start that fit into `limit` UTF-16 units. Never half an emoji or half an accent. */
export function cutAtGrapheme(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Only the neighbourhood of the cut is segmented: a grapheme longer than this is an attack, and is cut where it stands.
  const from = Math.max(0, limit - 64);
  const start = from > 0 && /[\udc00-\udfff]/.test(text.charAt(from)) ? from - 1 : from;
  let end = start;
  for (const { index, segment } of graphemes.segment(text.slice(start, limit + 64))) {
    if (start + index + segment.length > limit) break;
    end = start + index + segment.length;
  }
  return text.slice(0, end);
}

/**
 * The text, or where it is longer than `limit` UTF-16 units, its beginning with "…" at the end: cut after a sentence where one ends in the
 * second half of the room, else after a word, else after a grapheme. Never longer than `limit`.
 */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit < 1) return '';
  const room = cutAtGrapheme(text, limit - 1);
  const sentenceEnd = endOfWholeSentences(room);
  if (sentenceEnd > limit / 2) return `${room.slice(0, sentenceEnd)}…`;
  const insideWord =
    /[\p{L}\p{N}]$/u.test(room) && /^[\p{L}\p{M}\p{N}]/u.test(text.slice(room.length, room.length + 2));
  const space = insideWord ? room.lastIndexOf(' ') : room.length;
  return `${(space > limit / 2 ? room.slice(0, space) : room).replace(/[\s,;:–—-]+$/u, '')}…`;
}

function endOfWholeSentences(text: string): number {
  const last = sentences(text).at(-1);
  if (last === undefined) return 0;
  const end = text.trimEnd().length;
  return endsLikeSentence(last) ? end : text.slice(0, end - last.length).trimEnd().length;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** The text as HTML shows it, safe in an element and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES.get(character) ?? character);
}

/** The paragraphs of a text: what stands between empty lines, each on one line, none empty. */
export function paragraphs(text: string): string[] {
  return text
    .split(/\n[^\S\n]*\n/)
    .map(oneLine)
    .filter((paragraph) => paragraph !== '');
}

/** The whole sentences of a text, in order. An empty line always ends one. Abbreviations ("Gov.", "U.S.", "27th Feb."), initials and quotes do not. */
export function sentences(text: string): string[] {
  return paragraphs(text).flatMap(sentencesOfParagraph);
}

/** The first whole sentences of a text: `count` or a few more, fewer only where there are no more. */
export function openingSentences(text: string, count: number): string[] {
  const found: string[] = [];
  for (const paragraph of paragraphs(text)) {
    if (found.length >= count) break;
    found.push(...sentencesOfParagraph(paragraph));
  }
  return found;
}

/** Whether a text ends as sentences do: with a full stop, a question or exclamation mark of any script, or an ellipsis, and perhaps a closing quote or bracket. */
export function endsLikeSentence(text: string): boolean {
  return /[.!?…।॥۔؟。！？]["'”’»」』）)\]]*$/u.test(text);
}

// The end of a sentence: its marks, then the quotes and brackets that close with it.
const SENTENCE_END = /[.!?…।॥۔؟]+["'”’»)\]]*(?=\s|$)|[。！？]+["'”’»」』）)\]]*/gu;

// What is said in one breath of quotation marks stays together up to this length; longer, the marks are taken for strays.
const MAX_QUOTATION = 600;

function sentencesOfParagraph(paragraph: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const match of paragraph.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    if (end < paragraph.length && !endsSentence(paragraph, start, match.index, end, match[0])) continue;
    if (isWithinQuotation(paragraph, start, end)) continue;
    const sentence = paragraph.slice(start, end).trim();
    if (sentence !== '') found.push(sentence);
    start = end;
  }
  const rest = paragraph.slice(start).trim();
  if (rest !== '') found.push(rest);
  return found;
}

/** A quotation opened since `start` is still open at `end`, and is closed soon after. */
function isWithinQuotation(paragraph: string, start: number, end: number): boolean {
  if (end - start > MAX_QUOTATION) return false;
  let open = false;
  for (let i = start; i < end; i++) {
    const character = paragraph[i];
    if (character === '"') open = !open;
    else if (character === '“' || character === '«') open = true;
    else if (character === '”' || character === '»') open = false;
  }
  return open && /["”»]/.test(paragraph.slice(end, start + MAX_QUOTATION));
}

// Before a name or a number, hardly ever the last word of a sentence.
const NEVER_LAST =
  /^(?:mr|mrs|ms|mx|dr|prof|gov|sen|rep|gen|lt|col|maj|brig|sgt|cpl|capt|cmdr|adm|insp|det|supt|st|ste|rev|hon|pres|vp|amb|sec|atty|fr|messrs|mme|mlle|hr|fr|sr|sra|dra|vs|v|cf|e\.g|i\.e|viz|approx|est|nr|op|pp|vol|fig|art|ca|bzw|z\.b|u\.a)$/u;
const BEFORE_NUMBER =
  /^(?:jan|feb|febr|mar|apr|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez|no|nos|nr|p|pp|ch|sec|art|fig|vol)$/u;
// May end a sentence; does so before a word that opens one.
const MAYBE_LAST = /^(?:inc|co|corp|ltd|llc|plc|bros|jr|etc|al|ave|blvd|rd|dept|univ|assn|a\.m|p\.m|ph\.d|b\.a|m\.d)$/u;
const OPENERS =
  /^(?:the|a|an|this|that|these|those|he|she|it|they|we|i|you|his|her|its|their|our|there|here|in|on|at|by|for|from|with|after|before|during|while|when|as|if|since|until|but|and|or|so|yet|however|meanwhile|earlier|later|both|no|not|what|who|where|why|how|some|many|most|more|one|two|three|police|officials|according|although|though|despite|under|over|last|next|now|once|still|also|then)$/u;

function endsSentence(paragraph: string, start: number, mark: number, end: number, marks: string): boolean {
  if (/[。！？]/u.test(marks)) return true;
  const next = /^\s+(\S{1,40})/u.exec(paragraph.slice(end, end + 48))?.[1] ?? '';
  const opening = next.replace(/^["'“‘«„([¿¡—–-]+/u, '');
  // "…," he said. / "Really?" she asked: a sentence does not begin with a small letter.
  if (/^\p{Ll}/u.test(opening)) return false;
  if (!marks.startsWith('.') || marks.startsWith('..')) return opening !== '';
  const before = /[^\s"'“‘«([—–]{1,24}$/u.exec(paragraph.slice(Math.max(start, mark - 24), mark))?.[0] ?? '';
  const word = before.toLowerCase();
  if (NEVER_LAST.test(word)) return marks !== '.';
  if (BEFORE_NUMBER.test(word)) return !/^\p{N}/u.test(opening);
  // A figure alone ("3. Juni", a list's "2."), never a year or an amount of more digits.
  if (/^\p{N}{1,2}$/u.test(word) && mark - before.length === start) return false;
  const opens = OPENERS.test(opening.toLowerCase().replace(/[^\p{L}]+$/u, ''));
  if (/^\p{Lu}$/u.test(before)) return opens && !/^(?:I|A)$/u.test(opening);
  if (MAYBE_LAST.test(word) || /^\p{L}(?:\.\p{L})+$/u.test(before)) return opens || /^["“]/u.test(next);
  return true;
}
