import { describe, expect, test } from 'vitest';
import { chromeOf } from '../../src/articles/chrome-words.ts';
import { agencyOfWitness, creditOf, datelineOf } from '../../src/articles/credits.ts';
import { languageOf } from '../../src/articles/language.ts';
import { linesOfText } from '../../src/articles/line.ts';
import { publisherOf } from '../../src/articles/publisher.ts';
import { summarise } from '../../src/articles/summary.ts';
import { titleFromLead } from '../../src/articles/title.ts';

describe('datelines', () => {
  test.each([
    [
      'Istanbul, (APP - UrduPoint / Pakistan Point News - 27th Feb, 2025) Officials met.',
      'Istanbul',
      'APP',
      'UrduPoint',
    ],
    ['ISTANBUL, Feb 27 (Reuters) - Officials met.', 'Istanbul', 'Reuters', null],
    ['SANDVIK, Norland (AP) — Officials met.', 'Sandvik, Norland', 'AP', null],
    ['MOSCOW, February 27. /TASS/. Officials met.', 'Moscow', 'TASS', null],
    ['BEIJING, Feb. 27 (Xinhua) -- Officials met.', 'Beijing', 'Xinhua', null],
    ['(Reuters) - Officials met.', null, 'Reuters', null],
    ['NEW DELHI: Officials met.', 'New Delhi', null, null],
    ['WASHINGTON, D.C. – Officials met.', 'Washington, D.C.', null, null],
    ['London, 27 February — Officials met.', 'London', null, null],
    ['Tokyo, 20 November 2026 - Officials met.', 'Tokyo', null, null],
    ['Tokyo, Nov. 20, 2026 - Officials met.', 'Tokyo', null, null],
    ['SENDAI, Japan, Nov. 20 (Example Wire) -- Officials met.', 'Sendai, Japan', null, 'Example Wire'],
  ])('%s', (paragraph, place, agency, publisher) => {
    expect(datelineOf(paragraph)).toMatchObject({ place, agency, publisher, rest: 'Officials met.' });
  });

  test.each([
    'In Paris (the capital) officials met.',
    'John Smith (Labour) said officials met.',
    'Mr. Smith — who was ill — met officials.',
    "Berlin — Germany's capital — saw officials meet.",
    'UPDATE: Officials met.',
    'NATO - an alliance - met.',
    'Berlin - where officials met.',
    'In May 2020 - the year of it - officials met.',
  ])('%s has none', (paragraph) => {
    expect(datelineOf(paragraph)).toBeNull();
  });
});

describe('credits', () => {
  test.each([
    ['(With inputs from PTI.)', 'PTI'],
    ['(With inputs from agencies.)', null],
    ['Reporting by Ann Lee and Bob Ray; editing by The Associated Press', 'AP'],
    ['— AFP', 'AFP'],
    ['Source: Xinhua', 'Xinhua'],
  ])('%s', (line, agency) => {
    expect(creditOf(line)).toEqual({ isCredit: true, agency });
  });

  test('a sentence that names an agency is no credit, yet its own reporter tells whose text it is', () => {
    expect(creditOf('The minister told Reuters that talks go on.')).toEqual({ isCredit: false, agency: null });
    expect(agencyOfWitness('Delegates left at six, an AFP journalist saw.')).toBe('AFP');
    expect(agencyOfWitness('The minister told Reuters that talks go on.')).toBeNull();
  });

  test('the publisher of a copyright line, without its legal form', () => {
    expect(publisherOf(linesOfText('© 2030 Kelmont Gazette Ltd. All rights reserved.'), null)).toBe('Kelmont Gazette');
    expect(publisherOf(linesOfText('© Copyright 2030'), null)).toBeNull();
  });
});

describe('chrome', () => {
  test.each([
    ['Recent Stories', 'ending'],
    ['More Stories From World', 'ending'],
    ['TRENDING', 'ending'],
    ['Mehr zum Thema:', 'ending'],
    ['© 2030 Kelmont Gazette', 'ending'],
    ['Thanks for signing up! Check your inbox.', 'ending'],
    ['Comments (12)', 'comments'],
    ['3 thoughts on “Council backs tram line”', 'comments'],
    ['Photo: Coast Watch/AP', 'caption'],
    ['The ferry on the rocks. (AP Photo/Ann Lee)', 'caption'],
    ['37 seconds ago', 'noise'],
    ['4 min read', 'noise'],
    ['READ MORE: How the deal fell apart', 'noise'],
    ['https://news.example/a', 'noise'],
  ])('%s', (line, chrome) => {
    expect(chromeOf(line)).toBe(chrome);
  });

  test.each([
    "More from the army's stores was sent to the flooded towns on Monday.",
    'Responses to the crisis have been slow.',
    'Copyright owners sued the firm on Monday.',
    'The photographer sued Getty Images.',
    'Follow-up talks are planned for May.',
    'Related charges against two officers were dropped.',
    'The latest in a series of strikes began on Friday.',
    'Live ammunition was found in the house, police said.',
    'Sign language was used in parliament for the first time.',
  ])('%s is a sentence of an article', (line) => {
    expect(chromeOf(line)).toBeNull();
  });
});

describe('a title made from the lead', () => {
  test.each([
    ['The mayor of Orsk resigned on Monday. She gave no reason.', 'The mayor of Orsk resigned on Monday'],
    [
      'Rail workers across the three northern regions walked out on Monday, stopping most trains, in a dispute over pay.',
      'Rail workers across the three northern regions walked out on Monday, stopping most trains',
    ],
    [
      'The café owners of Montclair ended their long closure on Tuesday after the town agreed to halve the tax on terraces.',
      'The café owners of Montclair ended their long closure on Tuesday',
    ],
    ['Talks were held in the U.S.', 'Talks were held in the U.S.'],
  ])('%s', (text, title) => {
    expect(titleFromLead(text)).toBe(title);
  });

  test('no clause fits: whole words, no dangling one, at most a hundred characters', () => {
    const lead = `The committee that was set up by the regional government to look into the causes of the collapse of the old bridge met.`;
    const title = titleFromLead(lead);
    expect(title.length).toBeLessThanOrEqual(100);
    expect(title).toMatch(/^The committee .*\p{L}…$/u);
    expect(title).not.toMatch(/ (?:of|the|to|into)…$/);
    expect(titleFromLead('x'.repeat(5_000)).length).toBeLessThanOrEqual(100);
  });
});

describe('summaries', () => {
  test('sentences that lean on others, and quotations alone, are left out', () => {
    const text = [
      'The council of Kelmont voted on Monday to build a tram line to the airport.',
      'However, it will not open before 2036. "We will fight this in every court of the land."',
      'He said more. The line will cost 640 million pounds and run for eleven kilometres.',
    ].join('\n\n');
    expect(summarise(text, 'Council backs tram line')).toEqual([
      'The council of Kelmont voted on Monday to build a tram line to the airport.',
      'The line will cost 640 million pounds and run for eleven kilometres.',
    ]);
  });

  test('a second sentence that says the first again gives way to one that adds', () => {
    const text =
      'A ferry with 112 people ran aground off Sandvik on Monday. The ferry ran aground off Sandvik with 112 people on board. Divers will look at the hull on Thursday.';
    expect(summarise(text, 'Ferry runs aground off Sandvik')).toEqual([
      'A ferry with 112 people ran aground off Sandvik on Monday.',
      'Divers will look at the hull on Thursday.',
    ]);
  });

  test('a body of one sentence is its own summary, an empty one has none', () => {
    expect(summarise('He resigned.', 'Mayor resigns')).toEqual(['He resigned.']);
    expect(summarise('', 'Mayor resigns')).toEqual([]);
  });
});

describe('language', () => {
  test.each([
    ['en', 'The council voted on Monday to close the bridge for repairs until spring, the mayor said.'],
    ['de', 'Der Stadtrat hat am Montag beschlossen, die alte Brücke bis zum Frühjahr zu sperren.'],
    ['fr', 'Le conseil municipal a décidé lundi de fermer le vieux pont jusqu’au printemps.'],
    ['es', 'El ayuntamiento decidió el lunes cerrar el puente viejo hasta la primavera.'],
    ['pt', 'A câmara municipal decidiu na segunda-feira fechar a ponte velha até à primavera.'],
    ['ru', 'Городской совет в понедельник решил закрыть старый мост до весны.'],
    ['tr', 'Belediye meclisi pazartesi günü eski köprüyü ilkbahara kadar kapatma kararı aldı.'],
    ['ar', 'قرر مجلس المدينة يوم الخميس إغلاق الجسر القديم حتى الربيع القادم.'],
    ['ja', '市議会は木曜日、古い橋を春まで閉鎖することを決めた。'],
    ['zh', '市议会周四决定关闭旧桥进行维修直到明年春天。'],
  ])('%s', (language, text) => {
    expect(languageOf(text)).toBe(language);
  });

  test('of a longer text, by its small words, unless it only quotes English', () => {
    const english = 'The council voted on Monday to close the bridge for repairs until spring, the mayor said. ';
    const dutch =
      'De gemeenteraad besloot maandag om de oude brug tot het voorjaar te sluiten, of nog langer als dat moet. ';
    expect(languageOf(english.repeat(4))).toBe('en');
    expect(languageOf(`${dutch.repeat(3)}Hij is te zien in "The Voice of Holland". ${dutch}`)).toBe('nl');
  });

  test('too short to tell', () => {
    expect(languageOf('Mayor resigns')).toBeNull();
    expect(languageOf('12 34 56 — 78')).toBeNull();
  });
});

describe('lines of plain text', () => {
  test('bullets are taken off and marked, a dash that opens a sentence stays', () => {
    expect(
      linesOfText('  * Home\n  + World\n\n— Robert said so.').map(({ text, bullet, gap }) => [text, bullet, gap]),
    ).toEqual([
      ['Home', true, true],
      ['World', true, false],
      ['— Robert said so.', false, true],
    ]);
  });

  test('a large first letter that a page sets apart goes back to its word; a word of one letter stays', () => {
    expect(linesOfText('T he bridge closed.\nA bridge closed.').map(({ text }) => text)).toEqual([
      'The bridge closed.',
      'A bridge closed.',
    ]);
  });

  test('short lines in a row are no wrapped paragraph', () => {
    expect(linesOfText('World\nBusiness\nSport').length).toBe(3);
  });
});
