import { describe, expect, test } from 'vitest';
import { article, explain } from './support.ts';

function meets(query: string, language: string, title: string, text = ''): boolean {
  return explain(query, article(title, text, { language })).isMatch;
}

describe('names are met in other languages', () => {
  test.each([
    ['Russia Ukraine', 'de', 'Russland und die Ukraine tauschen Gefangene aus'],
    ['Russia Ukraine', 'de', 'Die russische Armee greift ukrainische Häfen an'],
    ['Russia Turkey', 'de', 'Moskau verhandelt mit türkischen Unterhändlern'],
    ['Istanbul Nexstar', 'de', 'Nexstar eröffnet Büro in Istanbul'],
    ['US China', 'fr', 'Les États-Unis et la Chine reprennent le dialogue'],
    ['US China', 'fr', 'Une délégation américaine attendue chez les dirigeants chinois'],
    ['Russia France', 'es', 'Moscú expulsa a dos diplomáticos franceses'],
    ['US Iran', 'es', 'Estados Unidos e Irán vuelven a la mesa'],
    ['Germany Poland', 'it', 'I ministri tedeschi incontrano i colleghi polacchi'],
    ['Germany Poland', 'pl', 'Polscy i niemieccy ministrowie w Warszawie'],
    ['Moscow Beijing', 'ru', 'Переговоры в Москве: делегация из Пекина прибыла вечером'],
    ['US Russia', 'ru', 'Американские и российские дипломаты встретились'],
    ['Moscow Cairo', 'ar', 'وفد من القاهرة يصل إلى موسكو'],
    ['China Japan', 'zh', '中国与日本举行会谈'],
    ['Moscow', 'zh', '代表团抵达莫斯科'],
    ['Moscow', 'ja', '代表団がモスクワに到着'],
    ['Erdogan', 'tr', 'Erdoğan yarın konuşacak'],
    ['Zelensky Tusk', 'fr', 'Tusk reçoit Zelensky'],
  ])('%s (%s): %s', (query, language, title) => {
    expect(meets(query, language, title)).toBe(true);
  });
});

describe('English rules are not applied to other languages', () => {
  test.each([
    ['die hard', 'de', 'Die Minister beraten über den Haushalt'],
    ['war', 'de', 'Es war ein langer Tag für die Minister'],
    ['gift', 'de', 'Gift im Trinkwasser der Kleinstadt gefunden'],
    ['Gift', 'de', 'Gift im Trinkwasser der Kleinstadt gefunden'],
    ['rat plague', 'de', 'Der Rat berät über die Plage'],
    ['hell', 'de', 'Hell erleuchtet war die Stadt'],
    ['also AND brand', 'de', 'Also doch: Brand in der Altstadt'],
    ['pain', 'fr', 'Le prix du pain augmente encore'],
    ['chat app', 'fr', 'Un chat perdu retrouvé après deux ans'],
    ['sale', 'it', 'Il prezzo del sale sale ancora'],
    ['once', 'es', 'Once heridos en un accidente'],
    ['red line', 'es', 'La red de metro amplía una línea'],
    ['fire', 'nl', 'Minister wil mensen niet laten vallen'],
    ['election', 'de', 'Election Night im Stadttheater'],
    ['who', 'de', 'Wer gewinnt? Who cares, sagt der Trainer'],
  ])('%s (%s): %s', (query, language, title) => {
    expect(meets(query, language, title)).toBe(false);
  });

  test.each([
    ['Botschaft Russland', 'de', 'Russland schließt Botschaft in Oslo'],
    ['"peace talks"', 'de', 'Band „Peace Talks“ spielt in Köln: Peace talks ausverkauft'],
    ['Трамп', 'ru', 'Трамп прибыл на саммит'],
    ['Trump', 'fr', 'Trump attendu à Paris'],
    ['visas lang:fr', 'fr', 'La France délivre moins de Visas'],
  ])('words that are meant in that language are met: %s (%s): %s', (query, language, title) => {
    expect(meets(query, language, title)).toBe(true);
  });

  test('an article whose language is not known is read as English', () => {
    expect(explain('war', article('War in the east', '', { language: null })).isMatch).toBe(true);
  });
});
