import type { Plan } from './anchors.ts';

/**
 * A topic in the list of a concept, as integers, always so many: a processor that need not read one to find the next fetches many at once. The topic's
 * number with what it is; the scale of a phrase; then the slots, each a concept that the topic asks for besides the list's and over it what it costs
 * where that is missing, nought where there are fewer.
 */
export const POSTING_SIZE = 6;
export const SLOTS = 4;
const SCALE_AT = 1;
export const SLOTS_AT = 2;

export const NUMBER_SHIFT = 8;
export const IS_PHRASE = 0x80;
/** The slots and the concept of the list are all that it asks for. */
export const IS_WHOLE = 0x40;
const USED_SHIFT = 3;
const PLACE_BITS = 0x7;
export const LOSS_SHIFT = 24;
/** The part of a slot that is the concept's number. */
export const CONCEPT_BITS = 0xffffff;

/** Writes the posting of a topic for one of its lists. */
export function writePosting(
  into: Int32Array,
  number: number,
  { isPhrase, isWhole }: Plan,
  { concept, parts, scale }: Plan['listings'][number],
): void {
  const besides = parts.filter((part) => part.concept !== concept);
  const slots = isWhole ? besides : besides.toSorted((one, other) => other.loss - one.loss).slice(0, SLOTS);
  const place = isWhole ? parts.findIndex((part) => part.concept === concept) : 0;
  into[0] =
    (number << NUMBER_SHIFT) |
    (isPhrase ? IS_PHRASE : 0) |
    (isWhole ? IS_WHOLE : 0) |
    (slots.length << USED_SHIFT) |
    place;
  into[SCALE_AT] = scale;
  for (let n = 0; n < SLOTS; n += 1) {
    const part = slots[n];
    into[SLOTS_AT + n] = part === undefined ? 0 : (part.loss << LOSS_SHIFT) | part.concept;
  }
}

/** The scale of the posting that begins there. */
export function scaleIn(chunk: Int32Array, at: number): number {
  return chunk[at + SCALE_AT] ?? 0;
}

/** Writes the concepts of a posting that is whole, in their order; gives how many they are. */
export function writeConcepts(into: Int32Array, chunk: Int32Array, at: number, concept: number): number {
  const head = chunk[at] ?? 0;
  const count = ((head >>> USED_SHIFT) & PLACE_BITS) + 1;
  const place = head & PLACE_BITS;
  for (let n = 0; n < place; n += 1) into[n] = (chunk[at + SLOTS_AT + n] ?? 0) & CONCEPT_BITS;
  into[place] = concept;
  for (let n = place + 1; n < count; n += 1) into[n] = (chunk[at + SLOTS_AT + n - 1] ?? 0) & CONCEPT_BITS;
  return count;
}
