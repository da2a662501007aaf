import { countries, type ICountry } from 'countries-list';
import nationalities from 'i18n-nationality';

/** What the data packages know of one country. Every string is as they write it. */
export type CountryFacts = {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** Its people and its adjective ("Russian"), in English. */
  readonly demonyms: readonly string[];
  readonly capital: string | null;
  /** Its name in other languages, by ISO 639-1. */
  readonly namesAbroad: readonly { readonly language: string; readonly name: string }[];
  /** Its adjective in other languages, in the endings that it takes there. */
  readonly adjectivesAbroad: readonly string[];
};

/** Languages whose names for countries are known besides English. */
const LANGUAGES_OF_NAMES = [
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'tr',
  'sv',
  'da',
  'fi',
  'ru',
  'uk',
  'cs',
  'hu',
  'ro',
  'nb',
  'ar',
  'zh',
  'ja',
] as const;

/**
 * All countries: names, other names and capitals from `countries-list`, adjectives from `i18n-nationality`, names in other languages from the CLDR data
 * that Node brings.
 */
export function countryFacts(): CountryFacts[] {
  const adjectives = new Map(Object.entries(nationalities.getNames('en')));
  const abroad = LANGUAGES_OF_NAMES.map((language) => ({
    language,
    names: new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }),
  }));
  return Object.entries<ICountry>(countries).map(([code, country]) => {
    const adjective = adjectives.get(code);
    return {
      code,
      name: country.name,
      aliases: country.alias ?? [],
      demonyms: adjective === undefined ? [] : adjective.split(/\s*[,/]\s*/),
      adjectivesAbroad: adjectivesAbroad(code),
      capital: country.capital === '' ? null : country.capital,
      namesAbroad: abroad.flatMap(({ language, names }) => {
        const name = names.of(code);
        return name === undefined ? [] : [{ language, name }];
      }),
    };
  });
}

type Endings = { readonly language: string; readonly of: (adjective: string) => readonly string[] };

// Each as i18n-nationality gives it ("Russisch", "Russe", "Ruso"), made to what stands in a sentence.
const ENDINGS: readonly Endings[] = [
  { language: 'de', of: (word) => ['', 'e', 'en', 'er', 'es', 'em'].map((ending) => word + ending) },
  { language: 'nl', of: (word) => [word, `${word}e`] },
  { language: 'no', of: (word) => [word, `${word}e`] },
  { language: 'fr', of: (word) => [word, `${word}s`, ...(word.endsWith('e') ? [] : [`${word}e`, `${word}es`])] },
  {
    language: 'es',
    of: (word) =>
      (word.endsWith('o') ? ['o', 'a', 'os', 'as'] : ['', 'a', 's', 'es', 'as']).map((end) => stemOf(word) + end),
  },
  {
    language: 'it',
    of: (word) =>
      word.endsWith('co') || word.endsWith('go')
        ? ['o', 'a', 'hi', 'he', 'i', 'he'].map((end) => stemOf(word) + end)
        : (word.endsWith('o') ? ['o', 'a', 'i', 'e'] : ['e', 'i']).map((end) => word.replace(/[oe]$/u, '') + end),
  },
];

function stemOf(word: string): string {
  return word.endsWith('o') ? word.slice(0, -1) : word;
}

// Of languages for which no package gives them: those of the countries that news names most. Source: the languages' own rules of declension; written by us.
const SLAVIC: readonly { readonly endings: readonly string[]; readonly stems: Readonly<Record<string, string>> }[] = [
  {
    endings: ['ий', 'ая', 'ое', 'ие', 'ого', 'ой', 'ому', 'ую', 'им', 'ом', 'их', 'ими'],
    stems: {
      ...{
        RU: 'российск',
        US: 'американск',
        UA: 'украинск',
        CN: 'китайск',
        DE: 'немецк',
        FR: 'французск',
        GB: 'британск',
        IT: 'итальянск',
      },
      ...{
        ES: 'испанск',
        PL: 'польск',
        TR: 'турецк',
        IR: 'иранск',
        IQ: 'иракск',
        IL: 'израильск',
        PS: 'палестинск',
        SY: 'сирийск',
      },
      ...{
        IN: 'индийск',
        PK: 'пакистанск',
        JP: 'японск',
        KR: 'южнокорейск',
        KP: 'северокорейск',
        BY: 'белорусск',
        GE: 'грузинск',
        AM: 'армянск',
      },
      ...{
        AZ: 'азербайджанск',
        KZ: 'казахстанск',
        EG: 'египетск',
        SA: 'саудовск',
        BR: 'бразильск',
        MX: 'мексиканск',
        CA: 'канадск',
        AF: 'афганск',
      },
    },
  },
  {
    endings: ['i', 'a', 'ie', 'iego', 'iej', 'iemu', 'im', 'imi', 'ich', 'ą'],
    stems: {
      ...{
        RU: 'rosyjsk',
        US: 'amerykańsk',
        UA: 'ukraińsk',
        CN: 'chińsk',
        DE: 'niemieck',
        FR: 'francusk',
        GB: 'brytyjsk',
        IT: 'włosk',
      },
      ...{
        ES: 'hiszpańsk',
        PL: 'polsk',
        TR: 'tureck',
        IR: 'irańsk',
        IQ: 'irack',
        IL: 'izraelsk',
        PS: 'palestyńsk',
        SY: 'syryjsk',
      },
      ...{
        IN: 'indyjsk',
        JP: 'japońsk',
        BY: 'białorusk',
        GE: 'gruzińsk',
        LT: 'litewsk',
        CZ: 'czesk',
        SK: 'słowack',
        HU: 'węgiersk',
      },
    },
  },
];

function adjectivesAbroad(code: string): string[] {
  const given = ENDINGS.flatMap(({ language, of }) => {
    const names = Object.entries(nationalities.getNames(language)).find(([key]) => key === code)?.[1] ?? '';
    return names.split(/\s*[,/]\s*/u).flatMap((name) => (/^\p{L}{4,}$/u.test(name) ? of(name.toLowerCase()) : []));
  });
  const declined = SLAVIC.flatMap(({ endings, stems }) => {
    const stem = stems[code];
    return stem === undefined ? [] : [...endings.map((ending) => stem + ending), stem.replace(/k$/u, 'cy')];
  });
  return [...new Set([...given, ...declined])].filter((word) => word.length >= SHORTEST_ADJECTIVE);
}

const SHORTEST_ADJECTIVE = 5;
