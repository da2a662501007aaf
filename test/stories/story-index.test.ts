import { describe, expect, test } from 'vitest';
import { createStoryIndex } from '../../src/stories/story-index.ts';
import { article, partition, tell } from './support.ts';

const ferryA = article({
  name: 'ferry-a',
  at: '2025-05-04T08:00:00Z',
  title: 'Ferry Runs Aground Off Gozo With 180 Aboard',
  text: 'A passenger ferry ran aground off the Maltese island of Gozo early on Sunday with 180 people aboard, the coastguard said.\n\nThe Maria Dolorosa struck rocks near Mgarr harbour in thick fog. Eleven passengers were taken to hospital in Valletta with minor injuries. Captain Joseph Attard told rescuers that the radar had failed.',
});
const ferryB = article({
  name: 'ferry-b',
  at: '2025-05-04T11:30:00Z',
  title: 'Eleven hurt as Maltese ferry hits rocks in fog near Mgarr',
  text: 'Eleven people were hurt on Sunday when the ferry Maria Dolorosa hit rocks in fog outside Mgarr, on the island of Gozo.\n\nAll 180 passengers were brought ashore by the Maltese coastguard. The captain, Joseph Attard, blamed a failure of the radar, and the company said the ferry would be towed to Valletta.',
});
const budget = article({
  name: 'budget',
  at: '2025-05-04T09:00:00Z',
  title: 'Norway raises spending on railways in revised budget',
  text: 'The Norwegian government will spend more on railways this year, Finance Minister Jens Haugland said in Oslo on Sunday as he presented the revised budget.\n\nThe opposition said that the plan left rural bus lines without money.',
});

describe('createStoryIndex', () => {
  test('puts two reports of one event into one story and leaves another event alone', () => {
    const { stories, regroupings } = tell(createStoryIndex(), [ferryA, budget, ferryB]);
    expect(partition(stories.values(), [ferryA, ferryB, budget])).toEqual(['budget', 'ferry-a ferry-b']);
    expect(regroupings.map(({ outcome }) => outcome)).toEqual(['new', 'new', 'joined']);
    expect(regroupings[2]?.reasons[0]).toMatch(/^shares Gozo, .* with “Ferry Runs Aground Off Gozo With 180 Aboard”$/);
  });
});
