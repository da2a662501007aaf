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
};

/** Languages whose names for countries are known besides English. */
const LANGUAGES_OF_NAMES = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'tr', 'sv', 'da', 'fi', 'ru', 'uk'] as const;

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
      capital: country.capital === '' ? null : country.capital,
      namesAbroad: abroad.flatMap(({ language, names }) => {
        const name = names.of(code);
        return name === undefined ? [] : [{ language, name }];
      }),
    };
  });
}
