import { datesIn } from '../lib/dates.ts';
import { oneLine } from '../lib/text.ts';

/** What stands before the first word of a report: "Istanbul, (APP - UrduPoint / Pakistan Point News - 27th Feb, 2025)". */
export type Dateline = {
  readonly place: string | null;
  readonly agency: string | null;
  readonly publisher: string | null;
  /** The dateline as it stands, for the date in it. */
  readonly text: string;
  /** The paragraph without it. */
  readonly rest: string;
};

// News agencies by the names that datelines and credits give them.
const AGENCIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AP: 'AP',
    'Associated Press': 'AP',
    'The Associated Press': 'AP',
    AFP: 'AFP',
    'Agence France-Presse': 'AFP',
    Reuters: 'Reuters',
    REUTERS: 'Reuters',
    'Thomson Reuters': 'Reuters',
    APP: 'APP',
    PTI: 'PTI',
    'Press Trust of India': 'PTI',
    ANI: 'ANI',
    IANS: 'IANS',
    UNI: 'UNI',
    Xinhua: 'Xinhua',
    XINHUA: 'Xinhua',
    TASS: 'TASS',
    Tass: 'TASS',
    'ITAR-TASS': 'TASS',
    Interfax: 'Interfax',
    'RIA Novosti': 'RIA Novosti',
    Sputnik: 'Sputnik',
    dpa: 'dpa',
    DPA: 'dpa',
    EFE: 'EFE',
    ANSA: 'ANSA',
    Anadolu: 'Anadolu',
    AA: 'Anadolu',
    'Anadolu Agency': 'Anadolu',
    Kyodo: 'Kyodo',
    'Kyodo News': 'Kyodo',
    Yonhap: 'Yonhap',
    Bernama: 'Bernama',
    BERNAMA: 'Bernama',
    UPI: 'UPI',
    PA: 'PA',
    'PA Media': 'PA',
    Bloomberg: 'Bloomberg',
    WAM: 'WAM',
    SPA: 'SPA',
    KUNA: 'KUNA',
    QNA: 'QNA',
    MENA: 'MENA',
    IRNA: 'IRNA',
    Tasnim: 'Tasnim',
    ISNA: 'ISNA',
    Antara: 'Antara',
    ANTARA: 'Antara',
    NAN: 'NAN',
    VNA: 'VNA',
    CNA: 'CNA',
    BSS: 'BSS',
    UNB: 'UNB',
    Ukrinform: 'Ukrinform',
    Belga: 'Belga',
    ANP: 'ANP',
    APA: 'APA',
    Lusa: 'Lusa',
    CP: 'The Canadian Press',
    'The Canadian Press': 'The Canadian Press',
    'Canadian Press': 'The Canadian Press',
    AAP: 'AAP',
    NTB: 'NTB',
    TT: 'TT',
    PAP: 'PAP',
    SANA: 'SANA',
    KCNA: 'KCNA',
    ABNA: 'ABNA',
    IPS: 'IPS',
    PRNewswire: 'PR Newswire',
    'PR Newswire': 'PR Newswire',
    'Business Wire': 'Business Wire',
    BUSINESSWIRE: 'Business Wire',
    'GLOBE NEWSWIRE': 'GlobeNewswire',
    'UN News': 'UN News',
    ThePrint: 'ThePrint',
  }),
);

/** The agency's usual name, where the text is the name of one ("The Associated Press" → "AP"), or null. */
export function agencyNamed(text: string): string | null {
  return AGENCIES.get(oneLine(text).replace(/^(?:via|by)\s+/i, '')) ?? null;
}

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const PLACE = `(?!${MONTH})\\p{Lu}[\\p{L}.'’-]{1,25}(?:[ -]\\p{L}[\\p{L}.'’-]{1,20}){0,3}(?:(?:, |/)(?!${MONTH})\\p{Lu}[\\p{L}. ]{1,20})?`;
// "Istanbul, (APP - … ) ", "ISTANBUL, Feb 27 (Reuters) - ", "MOSCOW, February 27. /TASS/. ", "(Reuters) - "
const WITH_SOURCE = new RegExp(
  `^(?:(${PLACE})[,.:]?\\s{0,2})?([\\p{L}\\d., ]{3,24}?[,.:]?\\s{1,2})?(?:\\(([^()]{2,100})\\)|/([^/()]{2,30})/\\.?)\\s{0,2}(?:[-–—:]{1,2}\\s{0,2})?`,
  'u',
);
// "WASHINGTON — ", "NEW DELHI: ", "KYIV, Ukraine - ": capitals, then a dash or a colon.
const CAPITALS =
  /^(\p{Lu}[\p{Lu}.'’]+(?:[ -]\p{Lu}[\p{Lu}.'’]+){0,3}(?:, \p{Lu}[\p{L}. ]{1,20})?)(?:, ([\p{L}\d., ]{3,20}?))?\s?(?:[–—:]|--?(?=\s))\s?/u;
// "London, 27 February — ", "Ankara – "
const DASHED =
  /^(\p{Lu}[\p{L}.'’-]{2,20}(?: \p{Lu}[\p{L}.'’-]{2,20}){0,2})(?:, (\p{L}[\p{L}\d., ]{3,20}|\d{1,2}\.? \p{L}[\p{L}\d., ]{2,18}))?\s[–—]\s/u;
// "Tokyo, Nov. 20, 2026 - ": a plain hyphen says so only behind a day.
const DAY_IN_WORDS = `(?:${MONTH}\\p{L}*\\.? \\d{1,2}|\\d{1,2}(?:st|nd|rd|th|\\.)? ${MONTH}\\p{L}*\\.?)(?:,? \\d{4})?`;
const HYPHENED = new RegExp(`^(${PLACE}),? (${DAY_IN_WORDS})\\s--?\\s`, 'u');
const ONLY_DAY = new RegExp(`^${DAY_IN_WORDS}[,.:]?$`, 'u');
const NO_PLACE =
  /^(?:BREAKING|UPDATE|UPDATED|EXCLUSIVE|WATCH|VIDEO|OPINION|ANALYSIS|EDITORIAL|LIVE|NEW|JUST IN|NOTE|WARNING|FACT CHECK|EXPLAINED|EXPLAINER|INTERVIEW|Q|A|QUESTION|ANSWER)$/i;

/** The dateline a paragraph opens with, or null. */
export function datelineOf(paragraph: string): Dateline | null {
  const beginning = paragraph.slice(0, 240);
  const sourced = WITH_SOURCE.exec(beginning);
  if (sourced !== null) {
    const place = sourced[1] ?? null;
    const parts = (sourced[3] ?? sourced[4] ?? '').split(/\s+[-–—|]\s+|\s*\/\s*/).map(oneLine);
    const agencies = parts.map(agencyNamed);
    const agency = agencies.find((name) => name !== null) ?? null;
    const isDated = datesIn(parts.join(' - '), null).length > 0;
    const hasDay = place !== null && ONLY_DAY.test((sourced[2] ?? '').trim());
    if (agency !== null || isDated || hasDay) {
      const publisher =
        parts.find(
          (part, index) =>
            agencies[index] === null && /^\p{Lu}[\p{L}\d.' -]{2,40}$/u.test(part) && datesIn(part, null).length === 0,
        ) ?? null;
      return cutOff(paragraph, sourced[0], place, agency, publisher);
    }
  }
  const plain = CAPITALS.exec(beginning) ?? DASHED.exec(beginning) ?? HYPHENED.exec(beginning);
  if (plain === null || NO_PLACE.test(plain[1] ?? '')) return null;
  return cutOff(paragraph, plain[0], plain[1] ?? null, null, null);
}

function cutOff(
  paragraph: string,
  text: string,
  place: string | null,
  agency: string | null,
  publisher: string | null,
): Dateline | null {
  const rest = paragraph.slice(text.length).trim();
  if (rest === '') return null;
  // "Berlin — Germany's capital — grew": a name and an aside, no dateline.
  if (
    agency === null &&
    publisher === null &&
    (!/^["“'‘«¿¡\p{Lu}\d]/u.test(rest) || /\s[–—-]\s/u.test(rest.slice(0, 100)))
  )
    return null;
  return { place: place === null ? null : placeName(place), agency, publisher, text, rest };
}

/** "NEW DELHI" → "New Delhi": a place as running text has it. */
function placeName(place: string): string {
  const plain = oneLine(place.replace(/[,:\s]+$/, ''));
  return plain.replace(/\p{Lu}{2,}/gu, (word) =>
    /^(?:US|UK|UAE|UN|DC)$/.test(word) ? word : word.charAt(0) + word.slice(1).toLowerCase(),
  );
}

const CREDIT_LINE =
  /^[([—–-]?\s*(?:with (?:additional )?(?:inputs?|files?|reporting) from\b|(?:additional )?reporting by\b|(?:editing|edited|writing|compiled|reported|translated) by\b|source\s*:|via\s*:|agencies\b|this (?:breaking news )?(?:story|report|article|copy|interview|conversation|transcript) (?:has|was|is)(?: not)?(?: been)? (?:published|auto|produced|edited|written|generated|first|originally|taken|sourced|updated|corrected|lightly|condensed)\b|\(?this is an unedited\b)[^\n]{0,300}$/i;

const CONTRIBUTED = /\bcontributed (?:to this (?:report|story|article)|reporting)\b[^.]{0,60}\.?$/i;

/** The agency that a line of credits names ("(With inputs from PTI)", "— AFP"); `isCredit` false where the line is none. */
export function creditOf(line: string): { readonly isCredit: boolean; readonly agency: string | null } {
  if (line.length > 320) return { isCredit: false, agency: null };
  const alone = agencyNamed(line.replace(/^[\s([—–-]+|[\s)\].]+$/g, ''));
  if (alone !== null) return { isCredit: true, agency: alone };
  if (!CREDIT_LINE.test(line) && !CONTRIBUTED.test(line)) return { isCredit: false, agency: null };
  for (const name of line.match(/\b(?:The )?\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+){0,3}/gu) ?? []) {
    const agency = agencyNamed(name);
    if (agency !== null) return { isCredit: true, agency };
  }
  return { isCredit: true, agency: null };
}

/** The agency whose reporter the text speaks of as its own ("an AFP journalist saw", "told Reuters"-style mentions do not count), or null. */
export function agencyOfWitness(text: string): string | null {
  const named =
    /(AFP|AP|Reuters|Xinhua|Anadolu|dpa|EFE|PTI|TASS|Associated Press)(?<=\b(?:an?|the) \1) (?:journalist|correspondent|reporter|photographer|team|crew|witness)/.exec(
      text,
    );
  return named?.[1] === undefined ? null : agencyNamed(named[1]);
}
