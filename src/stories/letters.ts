/** What a character is to a reader of words. */
export const OTHER = 1;
export const LETTER = 2;
export const CAPITAL = 3;
export const MARK = 4;
export const DIGIT = 5;

// By UTF-16 unit; 0 where nobody has asked yet. Of pairs of surrogates, which are rare, nothing is kept.
const known = new Uint8Array(0x1_00_00);

/** The kind of the character that begins at a place of UTF-16 units. Half of a pair is `OTHER`. */
export function kindAt(units: Uint16Array, place: number): number {
  const unit = units[place] ?? 0;
  const kind = known[unit] ?? OTHER;
  return kind > 0 ? kind : kindOfNew(units, place, unit);
}

function kindOfNew(units: Uint16Array, place: number, unit: number): number {
  if (isHighSurrogate(unit)) return kindOf(String.fromCharCode(unit, units[place + 1] ?? 0));
  const found = kindOf(String.fromCharCode(unit));
  known[unit] = found;
  return found;
}

/** How many UTF-16 units the letter, mark or digit at a place has. */
export function widthAt(units: Uint16Array, place: number): number {
  return isHighSurrogate(units[place] ?? 0) ? 2 : 1;
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
