import type { Article } from '../articles/article.ts';
import { sentences } from '../lib/text.ts';

const EVENT_VERBS =
  'meet|hold|sign|visit|host|attend|begin|start|resume|open|launch|release|announce|unveil|discuss|negotiate|vote|decide|rule|face|play|fight|travel|arrive|return|take|convene|gather|speak|address|join|appear|testify|stand|go|be|receive|deliver|present|publish|introduce|leave|step|retire|perform|run|swear|inaugurate|consider|review|hear|send|deploy|withdraw|restart|reopen|close|cut|raise|lift|impose|end';
// "will meet", "is to hold", "are set to sign", "plans to visit"; in a headline also "Diplomats To Meet".
const AHEAD = new RegExp(
  `\\b(?:will(?: also| soon| likely)?|(?:is|are) (?:set |due |expected |scheduled |poised |likely )?to|(?:set|due|scheduled|poised|plans?|planning) to) (?:${EVENT_VERBS})\\b`,
  'iu',
);
const AHEAD_IN_HEADLINE = new RegExp(`\\bto (?:${EVENT_VERBS})\\b`, 'iu');
// "Officials met to address …": behind these the infinitive says what for, not what is to come.
const FOR_A_PURPOSE =
  /\b(?:meets?|met|meeting|gather(?:s|ed|ing)?|convene[sd]?|assemble[sd]?|sat|sits?|came|comes?|arrive[sd]?|travel(?:s|l?ed)|fl(?:y|ies|ew)|return(?:s|ed)|visit(?:s|ed)|holds?|held|talks?|talked|vote[sd]|work(?:s|ed)|move[sd]|join(?:s|ed)|use[sd]?)\b/iu;
const LEAD_CHARACTERS = 250;

/**
 * The words by which an article announces what is still to come ("will meet"), or null where it tells what has happened. Only the headline and the
 * first sentence are asked: further down, every report says what comes next.
 */
export function announcement({
  title,
  titleOrigin,
  text,
}: Pick<Article, 'title' | 'titleOrigin' | 'text'>): string | null {
  if (titleOrigin === 'stated') {
    const certain = AHEAD.exec(title);
    if (certain !== null) return certain[0].toLowerCase();
    const infinitive = AHEAD_IN_HEADLINE.exec(title);
    const isToCome = infinitive !== null && !FOR_A_PURPOSE.test(title.slice(0, infinitive.index));
    if (isToCome) return infinitive[0].toLowerCase();
  }
  const lead = sentences(text.slice(0, 2 * LEAD_CHARACTERS))[0]?.slice(0, LEAD_CHARACTERS) ?? '';
  return AHEAD.exec(lead)?.[0].toLowerCase() ?? null;
}
