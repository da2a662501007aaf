/** What a character is to a reader of words. */
export const OTHER = 1;
export const LETTER = 2;
export const CAPITAL = 3;
export const MARK = 4;
export const DIGIT = 5;

// By UTF-16 unit; 0 where nobody has asked yet. Of pairs of surrogates, which are rare, nothing is kept.
const known = new Uint8Array(0x1_00_00);

/** The kind of the character that begins at a place of a text. Half of a pair is `OTHER`. */
export function kindAt(text: string, place: number): number {
  const unit = text.charCodeAt(place);
  if (isHighSurrogate(unit)) return kindOf(text.slice(place, place + 2));
  const kind = known[unit];
  if (kind === undefined || kind > 0) return kind ?? OTHER;
  const found = kindOf(String.fromCharCode(unit));
  known[unit] = found;
  return found;
}

/** How many UTF-16 units the letter, mark or digit at a place has. */
export function widthAt(text: string, place: number): number {
  return isHighSurrogate(text.charCodeAt(place)) ? 2 : 1;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd8_00 && unit <= 0xdb_ff;
}

function kindOf(character: string): number {
  if (/^\p{Lu}$/u.test(character)) return CAPITAL;
  if (/^\p{L}$/u.test(character)) return LETTER;
  if (/^\p{M}$/u.test(character)) return MARK;
  return /^\p{N}$/u.test(character) ? DIGIT : OTHER;
}
