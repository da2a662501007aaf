import { englishStem } from '../lib/stem.ts';
import { fold } from '../lib/text.ts';
import { wordWeight } from './word-weight.ts';

/** One word or number of an article, in its place. */
export type Token = {
  /** As it stands in the text. */
  readonly surface: string;
  /** What its forms have in common; of a number, its digits. */
  readonly stem: string;
  /** How much it tells: 0 “the” … 1 a word out of the common. */
  readonly weight: number;
  readonly kind: 'function' | 'word' | 'number';
  readonly isCapitalised: boolean;
  /** True where a sentence, a quotation or the title begins: there a capital tells nothing. */
  readonly opensSentence: boolean;
};

// A hostile text may be megabytes long; what an event is about stands in the first pages.
const MOST_CHARACTERS = 20_000;

const WORD = /\p{L}\.(?:\p{L}\.)+|\p{N}+(?:[.,:]\p{N}+)*|[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
const POSSESSIVE = /['’]s?$/iu;
const SENTENCE_GAP = /[.!?:;…]["'”’)\]]*\s|\n|["“„«(]|\s[-–—*•|]\s*$/u;
const TITLES =
  /^(?:mr|mrs|ms|dr|prof|gov|sen|rep|gen|lt|col|maj|sgt|cpl|capt|adm|st|rev|hon|pres|det|supt|jr|sr|vs|no)$/iu;

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a about above after again against ago all almost already also although always am among an and another any anyone anything are aren't around as at away back be
  became because become been before began behind being below between both but by came can can't cannot could couldn't did didn't do does doesn't doing don't done down during
  each either else enough even ever every everyone everything few first for from further get gets getting give given go goes going gone got had hadn't has hasn't have haven't
  having he he'd he'll he's her here hers herself him himself his how however i i'd i'll i'm i've if in indeed instead into is isn't it it's its itself just keep know known
  last later least less let let's like likely made make makes making many may maybe me might mine more most much must mustn't my myself near need never new next no none nor
  not nothing now of off often on once one only onto or other others our ours ourselves out over own part per perhaps put quite rather really said same saw say saying says
  see seem seen several shall she she'd she'll she's should shouldn't since so some someone something soon still such take taken tell than that that's the their theirs them
  themselves then there there's these they they'd they'll they're they've thing things think this those though through thus to today told too took toward towards two under
  until up upon us use used using very was wasn't way we we'd we'll we're we've well went were weren't what what's when where whether which while who who's whom whose why
  will with within without won't would wouldn't yes yesterday yet you you'd you'll you're you've your yours yourself according added including monday tuesday wednesday thursday
  friday saturday sunday reuters ap afp mr mrs ms photo image video read click updated published advertisement`.split(
    /\s+/,
  ),
);

/** The words and numbers of a title and then a text, in order; of texts over 20,000 characters, those of the beginning. */
export function tokens(title: string, text: string): readonly Token[] {
  const found: Token[] = [];
  readInto(found, title);
  readInto(found, withoutRepeatedTitle(title, text).slice(0, MOST_CHARACTERS));
  return found;
}

// Many sources repeat the headline as the first line; said twice it would count twice.
function withoutRepeatedTitle(title: string, text: string): string {
  return title !== '' && text.startsWith(title) ? text.slice(title.length) : text;
}

function readInto(found: Token[], text: string): void {
  let end = 0;
  let last = '';
  for (const match of text.matchAll(WORD)) {
    const surface = match[0];
    const gap = text.slice(end, match.index);
    const opensSentence =
      end === 0 || (SENTENCE_GAP.test(gap) && !(gap.startsWith('.') && !gap.includes('\n') && isAbbreviation(last)));
    found.push(token(surface, opensSentence));
    end = match.index + surface.length;
    last = surface;
  }
}

function isAbbreviation(word: string): boolean {
  return TITLES.test(word) || /^\p{Lu}$/u.test(word);
}

// Between a common verb and a rare name: numbers are shared by chance as well as by event.
const NUMBER_WEIGHT = 0.7;

function token(surface: string, opensSentence: boolean): Token {
  if (/^\p{N}/u.test(surface)) {
    const stem = surface.replaceAll(',', '');
    return { surface, stem, weight: NUMBER_WEIGHT, kind: 'number', isCapitalised: false, opensSentence };
  }
  const isCapitalised = /^\p{Lu}/u.test(surface);
  const word = acronymOrWord(surface);
  if (FUNCTION_WORDS.has(word))
    return { surface, stem: word, weight: 0, kind: 'function', isCapitalised, opensSentence };
  const stem = englishStem(word);
  return { surface, stem, weight: wordWeight(stem), kind: 'word', isCapitalised, opensSentence };
}

// "U.S.", "US" and "USA" are one name, and none of them is the pronoun.
function acronymOrWord(surface: string): string {
  if (/^(?:U\.S\.|U\.S\.A\.|US|USA)$/.test(surface)) return 'usa';
  if (/^(?:U\.K\.|UK)$/.test(surface)) return 'uk';
  return fold(surface.replace(POSSESSIVE, '')).replaceAll('.', '');
}
