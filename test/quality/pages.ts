/** Page dumps with known bodies: articles of our own, in the chrome of eight kinds of news page. */

export type Body = { readonly title: string; readonly author: string; readonly paragraphs: readonly string[] };

/** A kind of page: the lines of its dump around an article. */
export type Style = { readonly name: string; dump(body: Body): string };

export const BODIES: readonly Body[] = [
  {
    title: 'Harbour town votes to keep its lighthouse keeper',
    author: 'Marit Solheim',
    paragraphs: [
      'The people of Skarvik have voted to keep the last lighthouse keeper on the Norwegian coast, turning down a plan to let a computer in Bergen look after the lamp.',
      'On Sunday 612 of 940 voters said that Torgeir Hamre, who has lived on the rock since 1989, should stay. “I had packed the china already,” he said. “Now I shall have to unpack it.”',
      'The coastal authority had argued that a keeper costs four million kroner a year and that no ship has been in distress off Skarvik since 2003. Opponents pointed to the night of 14 November, when the sensors froze and Hamre lit the lamp by hand.',
      'The council will decide in March how the money is to be found. Mayor Ingeborg Dahl spoke of a fee for cruise ships, of which 80 called last summer.',
    ],
  },
  {
    title: 'Vineyard owners sue Italian region over hailstorm warning',
    author: 'Paolo Ferrante',
    paragraphs: [
      'Forty wine growers in Piedmont are suing the region over a hailstorm that destroyed their grapes in August, saying that the warning came two hours after the hail.',
      'The growers, most of them from villages around Canelli, ask for 11 million euros. Their lawyer, Giulia Raspino, told reporters in Turin on Tuesday that the radar had shown the storm at noon.',
      'The region says that its service is a forecast and no insurance. A spokesman said that the storm had changed its path three times within an hour and that nobody could have known where the hail would fall.',
      'The court in Asti will hear the case in May. Should the growers win, other regions would have to fear suits as well, said Raspino.',
      'Hail cost Italian farmers 300 million euros last year, according to their association.',
    ],
  },
  {
    title: 'Schoolgirl finds bronze sword in Irish lake',
    author: 'Nuala Brennan',
    paragraphs: [
      'A girl of eleven has found a sword of the Bronze Age in a lake in County Mayo while she was looking for her dog’s ball.',
      'Aoife Garvey stepped on the blade in knee-deep water near Cong on Saturday. Her grandfather, a retired postman, wrapped it in his coat and drove it to the museum in Castlebar.',
      'The sword is about 3,100 years old and was probably given to the lake as an offering, said the museum’s keeper of metals, Declan Moyles. Such finds are rare in the west of Ireland, where most lakes have not been searched.',
      'Finders of such things may not keep them under Irish law, but Aoife will see her name beside the glass case. The ball has not been found.',
    ],
  },
];

const MENU = ['Home', 'World', 'Politics', 'Business', 'Sport', 'Culture', 'Opinion', 'Video'];
const TEASERS = [
  'Storm closes ferry ports along the coast',
  'What the budget means for your pension',
  'Ten walks for the first days of spring',
  'Striker signs for second division club',
  'Minister defends plan for night trains',
];
const COOKIES =
  'We and our 842 partners store and access information on your device, such as cookies, to show personalised advertising. You may change your choice at any time.';

function lines(...parts: readonly (string | readonly string[])[]): string {
  return parts.flat().join('\n');
}

export const STYLES: readonly Style[] = [
  {
    name: 'newspaper with menu, share links and a list of most read',
    dump: ({ title, author, paragraphs }) =>
      lines(
        `${title} - The Morning Ledger`,
        '',
        'Skip to content',
        '',
        ...MENU,
        '',
        'Sign in',
        'Subscribe',
        '',
        title,
        '',
        `By ${author}`,
        'March 4, 2025 at 9:14 am',
        'Share',
        'Facebook',
        'Email',
        '',
        paragraphs.join('\n\n'),
        '',
        'Most read',
        '',
        ...TEASERS,
        '',
        '© 2025 The Morning Ledger. All rights reserved.',
        'Terms of use',
        'Privacy policy',
      ),
  },
  {
    name: 'bulleted menus as inscriptis prints them',
    dump: ({ title, author, paragraphs }) =>
      lines(
        MENU.map((item) => `    * ${item}`),
        '',
        '      o Weather',
        '      o Horoscope',
        '',
        title,
        '',
        author,
        'Published 4 March 2025, 09:14 GMT',
        '',
        paragraphs.flatMap((paragraph) => [paragraph, '']),
        '    * Facebook',
        '    * Twitter',
        '    * WhatsApp',
        '',
        'More on this story',
        '',
        TEASERS.map((teaser) => `    * ${teaser}`),
        '',
        'About us',
        'Contact',
        'Careers',
      ),
  },
  {
    name: 'cookie notice first, newsletter and related stories between paragraphs',
    dump: ({ title, author, paragraphs }) =>
      lines(
        COOKIES,
        'Accept all',
        'Reject all',
        '',
        MENU.join(' | '),
        '',
        title,
        `${author} 4 Mar 2025`,
        '',
        paragraphs.slice(0, 2).flatMap((paragraph) => [paragraph, '']),
        'Sign up to our morning newsletter',
        'Enter your email address',
        'Sign up',
        '',
        paragraphs.slice(2, 3),
        '',
        'Read more:',
        TEASERS.slice(0, 3),
        '',
        paragraphs.slice(3).flatMap((paragraph) => [paragraph, '']),
        'Tags: news, region',
        'Follow us on Facebook',
      ),
  },
  {
    name: 'agency page with dateline and credits',
    dump: ({ title, author, paragraphs }) =>
      lines(
        'Nordic Wire',
        '',
        ...MENU.slice(0, 4),
        '',
        title,
        '',
        'Tue Mar 4, 2025 9:14am EST',
        '',
        `${paragraphs[0] ?? ''}`,
        '',
        paragraphs.slice(1).flatMap((paragraph) => [paragraph, '']),
        `Reporting by ${author}; editing by Sam Oduya`,
        '',
        'Our Standards: The Nordic Wire Trust Principles.',
        '',
        'Sponsored',
        'This one trick makes your roof last for ever',
        'Doctors are amazed by this tea',
        '',
        'Sitemap',
        'Cookies',
      ),
  },
  {
    name: 'photograph with caption and credit before the text',
    dump: ({ title, author, paragraphs }) =>
      lines(
        title,
        '',
        'Menu',
        'Search',
        'Log in',
        '',
        'LATEST',
        ...TEASERS.slice(0, 2),
        '',
        title,
        '',
        `${author}, regional correspondent`,
        '',
        '4 March 2025',
        '',
        'A view of the place on Monday. Photograph: Lena Voss/Picture House',
        '',
        paragraphs.flatMap((paragraph) => [paragraph, '']),
        'Comments (48)',
        'Log in to comment',
        'First! Nobody ever asks the dog what he thinks about all this.',
        '',
        'Advertisement',
      ),
  },
  {
    name: 'regional portal with weather, prices and a second list of links',
    dump: ({ title, author, paragraphs }) =>
      lines(
        '12°C | Light rain',
        'EUR/USD 1.08 +0.2%',
        'Brent 71.30 -0.4%',
        '',
        ...MENU,
        'E-paper',
        '',
        'Region',
        title,
        `${author} | 04.03.2025, 09:14 | Updated: 04.03.2025, 10:02`,
        '',
        paragraphs.flatMap((paragraph) => [paragraph, '']),
        'You may also like',
        '',
        TEASERS.flatMap((teaser, i) => [teaser, `${i + 2} hours ago`]),
        '',
        'Imprint',
        'Data protection',
        'Advertise with us',
      ),
  },
  {
    name: 'no empty lines at all',
    dump: ({ title, author, paragraphs }) =>
      lines(
        'Daily Courier',
        MENU,
        title,
        `By ${author}`,
        'Mar 4, 2025',
        paragraphs,
        'Share this article',
        TEASERS,
        'Copyright Daily Courier 2025',
      ),
  },
  {
    name: 'paywalled magazine with subscription offers around the text',
    dump: ({ title, author, paragraphs }) =>
      lines(
        'Try The Lantern for one euro a month. Cancel at any time.',
        'Subscribe now',
        '',
        title,
        '',
        `Words by ${author}`,
        '',
        '4th March 2025',
        '3 min read',
        '',
        paragraphs.flatMap((paragraph) => [paragraph, '']),
        'You have read 2 of 3 free articles this month.',
        'Subscribe to The Lantern and read without limits from one euro a month.',
        '',
        'From the magazine',
        TEASERS,
      ),
  },
];
