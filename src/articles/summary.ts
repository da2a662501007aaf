import { endsLikeSentence, foldedWords, openingSentences, sentences } from '../lib/text.ts';

// News puts who, what, when and where first; what stands further down seldom tells the event.
const OPENING_SENTENCES = 8;
const OPENING_CHARACTERS = 6_000;
const FEWEST_WORDS = 6;
const MOST_CHARACTERS = 500;

// What a pair of sentences is worth. Found on half of an editors' set of news descriptions and held on the other half (bench/quality/summaries.ts);
// a broad top, so round numbers.
const WORTH = { place: 1, headline: 1.5, sameness: 0.5, word: 0.01 } as const;
const FREE_WORDS = 30;
// Two sentences that share more of their words than this say the same.
const SAME = 0.75;

// A sentence that begins so leans on the one before it.
const LEANS =
  /^["“'‘]?(?:he|she|it|they|we|i|you|this|that|these|those|his|her|its|their|our|my|but|and|or|so|yet|however|nevertheless|nonetheless|instead|moreover|furthermore|also|still|then|there|such|both|neither|either|similarly|likewise|otherwise|therefore|thus|hence|besides|additionally|in addition|as a result|for example|for instance|on the other hand|at the same time|in contrast|by contrast|in turn|indeed|of course|according to (?:him|her|them|it)|here|one of (?:them|those)|another|others|some of (?:them|those)|the (?:former|latter|pair|duo|two|couple)|er|sie|es|wir|aber|und|doch|dies(?:e[rsmn]?)?|il|elle|ils|elles|mais|cela|él|ella|ellos|pero|esto|ele|ela|eles|mas|isso)\b/i;
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'the a an of to in on at by for from with and or but as that which who is are was were be been has have had will would its his her their it he she they this these those not than after before into over about said says say also more one two'.split(
    ' ',
  ),
);

type Candidate = {
  readonly index: number;
  readonly sentence: string;
  readonly length: number;
  readonly words: ReadonlySet<string>;
  readonly worth: number;
};

/**
 * Two whole sentences of the body, in its order (one where it has no more), that stand alone: none that leans on another ("He …", "However, …"), none that is a
 * quotation alone, none over 500 characters while others are to be had. Of the opening sentences it takes the pair that stands first, shares most words
 * with the headline, repeats itself least and is short.
 */
export function summarise(text: string, title: string): readonly string[] {
  const beginning = text.slice(0, OPENING_CHARACTERS);
  const headline = new Set(contentWords(title));
  // One more than is looked at: the last one may be cut by the slice.
  const first = openingSentences(beginning, OPENING_SENTENCES + 1);
  const opening = first.length > OPENING_SENTENCES ? candidates(first, headline, OPENING_SENTENCES) : [];
  let fit = opening;
  if (opening.length < 2) {
    const all = sentences(beginning);
    if (text.length > OPENING_CHARACTERS && all.length > 1) all.pop();
    const early = candidates(all, headline, OPENING_SENTENCES);
    fit = early.length >= 2 ? early : candidates(all, headline, all.length).slice(0, OPENING_SENTENCES);
    if (fit.length < 2) return fit.length === 1 ? fit.map(({ sentence }) => sentence) : all.slice(0, 1);
  }

  let best: readonly Candidate[] = [];
  let most = Number.NEGATIVE_INFINITY;
  for (const [index, one] of fit.entries()) {
    for (const other of fit.slice(index + 1)) {
      const same = sameness(one, other);
      if (same > SAME) continue;
      const long = Math.max(0, one.length + other.length - FREE_WORDS);
      const worth = one.worth + other.worth - WORTH.sameness * same - WORTH.word * long;
      if (worth <= most) continue;
      most = worth;
      best = [one, other];
    }
  }
  return (best.length > 0 ? best : fit.slice(0, 1)).map(({ sentence }) => sentence);
}

function candidates(all: readonly string[], headline: ReadonlySet<string>, count: number): Candidate[] {
  const found: Candidate[] = [];
  for (const [index, sentence] of all.slice(0, count).entries()) {
    if (!standsAlone(sentence)) continue;
    const words = new Set(contentWords(sentence));
    let shared = 0;
    for (const word of headline) if (words.has(word)) shared++;
    const share = headline.size === 0 ? 0 : shared / headline.size;
    found.push({
      index,
      sentence,
      length: sentence.split(' ').length,
      words,
      worth: WORTH.place / (1 + index) + WORTH.headline * share,
    });
  }
  return found;
}

function contentWords(text: string): string[] {
  return foldedWords(text).filter((word) => word.length > 2 && !FUNCTION_WORDS.has(word));
}

function standsAlone(sentence: string): boolean {
  if (
    sentence.length > MOST_CHARACTERS ||
    (sentence.split(' ').length < FEWEST_WORDS && !/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Thai}/u.test(sentence))
  )
    return false;
  return (
    !LEANS.test(sentence) &&
    !/^[QA] ?[:.] /u.test(sentence) &&
    !/^["“„«].*["”“»]$/u.test(sentence) &&
    endsLikeSentence(sentence)
  );
}

function sameness(a: Candidate, b: Candidate): number {
  let common = 0;
  for (const word of a.words) if (b.words.has(word)) common++;
  return common / Math.max(1, Math.min(a.words.size, b.words.size));
}
