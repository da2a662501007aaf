import { datesIn } from '../lib/dates.ts';

/** The lines that stand between a headline and its article and say who wrote it, and when. */

/** Whether a line names who wrote the article, or when, and says nothing else. */
export function isByline(text: string): boolean {
  if (text.length > 200) return false;
  if (
    /^(?:by|from|von|por|par|di|door|av|oleh|written by|reported by|story by|posted by|автор)\s*:?\s+(?:\p{Lu}|the\b)/iu.test(
      text,
    )
  )
    return text.split(' ').length <= 16 && !/[.!?]$/.test(text);
  return (
    /\b(?:news|web|business|sports|staff|city|national|world|foreign) (?:desk|reporter|correspondent|writer|bureau)\b/i.test(
      text,
    ) &&
    text.split(' ').length <= 24 &&
    !/[.!?]$/.test(text)
  );
}

const MOST_WORDS_BESIDE_DATE = 12;

/** Whether a line is a date stamp: a full date with little beside it ("Published February 27, 2025 | 08:34 PM", "27.02.2025 17:41"). */
export function isDateStamp(text: string): boolean {
  if (text.length > 160 || !/\d/.test(text) || /[.!?]["”]?$/.test(text.replace(/\b[ap]\.m\.$/i, ''))) return false;
  if (/^\D{0,12}\d{4}\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}[^.!?]{0,40}$/u.test(text)) return true;
  const [date] = datesIn(text, null);
  if (date === undefined) return false;
  const beside = `${text.slice(0, date.start)} ${text.slice(date.end)}`;
  return beside.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length <= MOST_WORDS_BESIDE_DATE;
}
