import { article } from './support.ts';

/** A small news week of our own: what each event is stands in its name. */

export const quakeMalatya = [
  article({
    name: 'malatya-1',
    at: '2025-03-03T06:10:00Z',
    title: 'Magnitude 5.6 earthquake shakes Malatya, 14 hurt',
    text: 'An earthquake of magnitude 5.6 struck the eastern Turkish province of Malatya early on Monday, injuring 14 people, the disaster agency AFAD said.\n\nThe tremor was centred near the town of Battalgazi at a depth of nine kilometres. Governor Seddar Yavuz said that two empty houses had collapsed and that schools would stay closed.',
  }),
  article({
    name: 'malatya-2',
    at: '2025-03-03T09:40:00Z',
    title: 'Schools closed in Malatya after quake injures 14',
    text: 'Fourteen people were injured, none seriously, when an earthquake of magnitude 5.6 hit Malatya in eastern Turkey before dawn, AFAD reported.\n\nGovernor Seddar Yavuz ordered the schools of Battalgazi to stay closed while houses are inspected. Two empty houses collapsed.',
  }),
  article({
    name: 'malatya-3',
    at: '2025-03-04T08:00:00Z',
    title: 'Aftershocks keep Malatya residents outdoors',
    text: 'Hundreds of people in Battalgazi spent the night in tents after the magnitude 5.6 earthquake that injured 14 people in the Turkish province of Malatya on Monday.\n\nThe disaster agency AFAD counted 40 aftershocks. Governor Seddar Yavuz said that inspectors had found cracks in 60 houses.',
  }),
];

const quakeKandahar = [
  article({
    name: 'kandahar-1',
    at: '2025-03-04T05:30:00Z',
    title: 'Magnitude 5.4 earthquake shakes Kandahar, 9 hurt',
    text: 'An earthquake of magnitude 5.4 struck the southern Afghan province of Kandahar early on Tuesday, injuring nine people, the disaster authority said.\n\nThe tremor was centred near the town of Panjwai at a depth of 22 kilometres. Spokesman Janan Sayeeq said that a mosque and three mud houses had collapsed.',
  }),
  article({
    name: 'kandahar-2',
    at: '2025-03-04T10:15:00Z',
    title: 'Nine injured as quake topples mosque in Kandahar',
    text: 'Nine villagers were injured when an earthquake of magnitude 5.4 brought down a mosque and three mud houses in Panjwai, in the Afghan province of Kandahar, on Tuesday.\n\nJanan Sayeeq, spokesman of the disaster authority, said that the roads to Panjwai were open.',
  }),
];

const rulingFishing = [
  article({
    name: 'fishing-1',
    at: '2025-03-05T11:00:00Z',
    title: 'Supreme Court strikes down Oregon crab licence limits',
    text: 'The Supreme Court of Oregon on Wednesday struck down the limits that the state had set on licences for crab fishing, ruling for the Newport boat owner Delia Marsh.\n\nJustice Owen Tarrant wrote for the majority of five to two that the limits favoured large fleets.',
  }),
  article({
    name: 'fishing-2',
    at: '2025-03-05T14:20:00Z',
    title: 'Newport crabber wins case against Oregon',
    text: 'Delia Marsh, who owns a single boat in Newport, won her case against the state of Oregon on Wednesday when its Supreme Court struck down limits on licences for crab fishing.\n\nThe five to two majority, for which Justice Owen Tarrant wrote, found that the limits favoured large fleets.',
  }),
];

const rulingMine = [
  article({
    name: 'mine-1',
    at: '2025-03-05T12:30:00Z',
    title: 'Supreme Court upholds Montana copper mine permit',
    text: 'The Supreme Court of Montana on Wednesday upheld the permit of a copper mine near the Smith River, ruling against the landowner Carl Benning.\n\nJustice Ingrid Shea wrote for the majority of six to one that the state had examined the waste dam with care.',
  }),
  article({
    name: 'mine-2',
    at: '2025-03-05T16:45:00Z',
    title: 'Smith River copper mine may go ahead, court rules',
    text: 'A copper mine near the Smith River may go ahead after the Supreme Court of Montana upheld its permit on Wednesday against a suit by the landowner Carl Benning.\n\nJustice Ingrid Shea, writing for six of seven judges, said that the state had examined the waste dam with care.',
  }),
];

export const fishTalksAhead = article({
  name: 'ahead',
  at: '2025-03-10T15:00:00Z',
  title: 'Kenya, Somalia to hold talks on fishing grounds in Mombasa',
  text: 'Envoys of Kenya and Somalia will meet in Mombasa on Tuesday to settle their quarrel over fishing grounds, the Kenyan foreign minister, Musalia Mudavadi, said.\n\nThe two neighbours have disputed the waters off Lamu since Somalia seized 12 Kenyan boats in January. Somali minister Ahmed Fiqi leads his delegation.',
});

export const fishTalks = [
  article({
    name: 'talks-1',
    at: '2025-03-11T13:00:00Z',
    title: 'Kenya and Somalia hold talks on fishing grounds in Mombasa',
    text: 'Envoys of Kenya and Somalia met in Mombasa on Tuesday and spoke for five hours about their quarrel over fishing grounds, said the Kenyan foreign minister, Musalia Mudavadi.\n\nThe two neighbours have disputed the waters off Lamu since Somalia seized 12 Kenyan boats in January. Somali minister Ahmed Fiqi called the mood friendly.',
  }),
  article({
    name: 'talks-2',
    at: '2025-03-11T17:30:00Z',
    title: 'Friendly mood at Mombasa talks on disputed waters off Lamu',
    text: 'Talks between Kenya and Somalia about disputed fishing grounds off Lamu ended in Mombasa on Tuesday after five hours in what the Somali minister Ahmed Fiqi called a friendly mood.\n\nMusalia Mudavadi, the Kenyan foreign minister, said that the envoys would see one another again. Somalia seized 12 Kenyan boats in January.',
  }),
];

export const fishTalksUndated = article({
  name: 'talks-undated',
  title: 'Five hours of talks in Mombasa on fishing grounds',
  text: 'Kenya and Somalia spoke for five hours in Mombasa on Tuesday about the fishing grounds off Lamu that both claim, and their envoys parted in a friendly mood.\n\nForeign minister Musalia Mudavadi received the Somali minister Ahmed Fiqi. The quarrel began when Somalia seized 12 Kenyan boats.',
});

export const fishTalksAgain = article({
  name: 'again',
  at: '2025-04-15T12:00:00Z',
  title: 'Kenya and Somalia meet again over fishing grounds off Lamu',
  text: 'Envoys of Kenya and Somalia met in Mombasa on Tuesday for a second round of talks about the fishing grounds off Lamu that both claim.\n\nForeign minister Musalia Mudavadi and the Somali minister Ahmed Fiqi spoke for three hours. Somalia has returned 12 Kenyan boats that it had seized in January.',
});

const wire =
  'LIMA (AFP) – A landslide buried a stretch of the central railway in the Peruvian Andes on Friday and stranded 240 tourists near the station of Galera, the operator said.\n\nRescuers reached the train on foot after six hours. Nobody was injured, said Rosa Quispe of Ferrocarril Central Andino, but the line would stay closed for at least ten days because two bridges had been damaged.\n\nHeavy rain has fallen in the region since Wednesday.';

export const landslideCopies = [
  article({
    name: 'site-a',
    at: '2025-03-07T18:00:00Z',
    agency: 'AFP',
    title: 'Landslide strands 240 tourists in Peruvian Andes',
    text: wire,
  }),
  article({
    name: 'site-b',
    at: '2025-03-07T18:25:00Z',
    agency: 'AFP',
    title: 'Tourists stranded by landslide in Peru',
    text: wire.replace(' on foot after six hours', ' on foot').replace('LIMA (AFP) – ', ''),
  }),
  article({
    name: 'site-c',
    at: '2025-03-07T19:10:00Z',
    title: 'Landslide strands 240 tourists in Peruvian Andes',
    text: wire.split('\n\n').slice(0, 2).join('\n\n'),
  }),
];

export const landslideOwn = article({
  name: 'own',
  at: '2025-03-07T20:00:00Z',
  title: 'Train with 240 tourists cut off by landslide near Galera',
  text: 'For six hours 240 tourists waited in a train near Galera, high in the Andes of Peru, after a landslide had covered the central railway on Friday.\n\n“We sang to keep warm,” said Marta Olsen, a teacher from Bergen. Rosa Quispe, who speaks for Ferrocarril Central Andino, said that nobody was injured and that two bridges must be repaired before trains run again in ten days.',
});

/** Every article of the week, and how they belong together. */
export const week = [
  ...quakeMalatya,
  ...quakeKandahar,
  ...rulingFishing,
  ...rulingMine,
  fishTalksAhead,
  ...fishTalks,
  fishTalksUndated,
  fishTalksAgain,
  ...landslideCopies,
  landslideOwn,
];

export const weekStories = [
  'again',
  'ahead',
  'fishing-1 fishing-2',
  'kandahar-1 kandahar-2',
  'malatya-1 malatya-2 malatya-3',
  'mine-1 mine-2',
  'own site-a site-b site-c',
  'talks-1 talks-2 talks-undated',
];
