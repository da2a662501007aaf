import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { completeLine } from '../../src/commands/complete.ts';
import { COMMANDS } from '../../src/commands/list.ts';
import { PREVIEW_CHANNEL } from '../../src/platforms.ts';
import { copySeeds, putFile, temporaryFolder } from '../support/newsroom.ts';
import { open, type Room, textOf } from './support.ts';

describe('commands that look', () => {
  let room: Room;
  beforeAll(async () => {
    room = await open();
  });

  test('topics lists what is watched for, and where', async () => {
    expect(textOf(await room.say('/news topics'))).toContain('US–Russia embassy talks → #newsroom as alerts');
  });

  test('search finds stories by words, also misspelt and begun', async () => {
    for (const words of ['Darchiev ambassador', 'darchiv', 'embass']) {
      expect(await room.say(`/news search ${words}`)).toMatchObject({ ok: true });
    }
    expect(await room.say('/news search zebra')).toMatchObject({ ok: false });
  });

  test('latest shows the newest first', async () => {
    const reply = await room.say('/news latest 2');
    const lines = textOf(reply).split('\n').slice(1);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('Diplomatic Relations Reset');
    expect(lines[1]).toContain('Historic US-Russia Diplomatic Talks');
  });

  test('story shows all sources; timeline what came before and after', async () => {
    const story = await room.say('/news story Historic diplomatic talks Istanbul');
    const message = story.blocks.find((block) => block.kind === 'message');
    expect(message).toMatchObject({ message: { kind: 'alert', sources: [{}, {}, {}] } });
    const timeline = textOf(await room.say('/news timeline Sonata Coulter Darchiev consulate'));
    expect(timeline).toMatch(/Timeline of 3 stories\n.*To Meet.*\n.*Historic.*\n.*Reset/);
  });

  test('preview says what a phrase is understood as, and what it would have posted', async () => {
    const text = textOf(await room.say('/news preview Russian consulate negotiations with Washington days 3650'));
    expect(text).toMatch(/Russian?: .*Russia/);
    expect(text).toContain('Of all 3 stories that were looked through, 3 would match.');
    expect(text).toContain('The best');
  });

  test('why tells for a post which concept met which words, and where it went', async () => {
    const text = textOf(await room.say('/news why 003_c3ebc0919f3d0041.txt'));
    expect(text).toMatch(/Topic “US–Russia embassy talks”: the story meets it \(score 0\.\d\d|1\.00\)/);
    expect(text).toMatch(/embassy: .*“.*(consulate|Missions|embassy)/i);
    expect(text).toContain('Channel #newsroom (preview): message 3');
    expect(text).toContain('Read from seeds/003_c3ebc0919f3d0041.txt');
  });

  test('why takes the page, the id and words of a headline as well', async () => {
    const [alert] = room.messages().map(({ message }) => message);
    const url = alert?.kind === 'alert' ? alert.url : '';
    for (const what of [url, url.split('/').at(-1), 'Diplomats To Meet In Istanbul']) {
      expect((await room.say(`/news why ${what}`)).title).toBe('Russia, US Diplomats To Meet In Istanbul On Thursday');
    }
    expect(textOf(await room.say('/news why nothing-like-this.txt'))).toContain('It was never read');
  });

  test('help lists every command and explains each', async () => {
    const text = textOf(await room.say('/news help'));
    for (const { spec } of COMMANDS) {
      expect(text).toContain(`/news ${spec.name}`);
      expect(textOf(await room.say(`/news help ${spec.name}`))).toContain(spec.description);
    }
    expect(textOf(await room.say('/news help wathc'))).toContain('Did you mean “watch”?');
  });

  test.each([
    ['/n', '/news watch '],
    ['/news tim', '/news timeline '],
    ['/news unwatch US', '/news unwatch US–Russia embassy talks'],
    ['/news help wa', '/news help watch'],
    ['/news watch oil ', '/news watch oil backfill '],
    ['/news digest s', '/news digest set'],
    ['/news edit us–russia', '/news edit US–Russia embassy talks'],
    ['/news settings ', '/news settings zone '],
  ])('%j is completed', async (typed, value) => {
    const found = await completeLine(room.host, typed, PREVIEW_CHANNEL);
    expect(found.map((completion) => completion.value)).toContain(value);
  });

  test('a story is completed by words of its headline', async () => {
    const [first] = await completeLine(room.host, '/news why diplomats to meet', PREVIEW_CHANNEL);
    expect(first?.label).toBe('Russia, US Diplomats To Meet In Istanbul On Thursday');
  });
});

describe('commands that change', () => {
  test('watch shows what the phrase means; without backfill nothing that is known is posted', async () => {
    const room = await open();
    const reply = await room.say('/news watch Istanbul diplomacy in #other');
    expect(reply).toMatchObject({ ok: true, title: 'Following “Istanbul diplomacy”' });
    expect(textOf(reply)).toContain('What is already known is not posted.');
    await room.app.drain();
    expect(room.messages()).toHaveLength(3);
    expect(textOf(await room.say('/news watch Istanbul diplomacy in #other'))).toContain('already followed');
  });

  test('watch with backfill posts the newest that are known, in order of time', async () => {
    const room = await open();
    await room.say('/news watch Russia US embassy in #other backfill 2');
    await room.app.drain();
    const other = room.app.desk.watchlist.topicNamed('preview:local', 'Russia US embassy');
    expect(other).not.toBeNull();
    const shown = room.transcript({ ...PREVIEW_CHANNEL, channel: 'other' });
    expect(shown.map(({ message }) => (message.kind === 'alert' ? message.title : ''))).toEqual([
      'Historic US-Russia Diplomatic Talks in Istanbul Signal Policy Shift',
      'Diplomatic Relations Reset: U.S. and Russia in Talks to Normalize Missions',
    ]);
  });

  test('a story of this morning that is known is paid from the backfill like an older one', async () => {
    const seeds = await temporaryFolder(onTestFinished);
    const at = 'Published: 2026-01-05T08:00:00Z';
    const quake =
      'An earthquake shook the Turkish province of Malatya on Monday. Three houses fell in the town of Battalgazi.';
    const fire = 'A ferry burned in the harbour of Valletta on Monday. The earthquake drill of the port was put off.';
    await putFile(seeds, 'quake.txt', `Earthquake shakes Malatya\n\n${at}\n\n${quake}\n`);
    await putFile(seeds, 'fire.txt', `Ferry burns before earthquake drill\n\n${at}\n\n${fire}\n`);
    const room = await open(seeds);
    const reply = await room.say('/news watch earthquake in #other backfill 2');
    expect(textOf(reply)).toContain('2 older stories are on the way.');
    await room.app.drain();
    expect(room.transcript({ ...PREVIEW_CHANNEL, channel: 'other' })).toHaveLength(2);
    // An old story that comes in later finds nothing left to be paid from.
    const old = quake
      .replaceAll('Malatya', 'Elazig')
      .replace('Battalgazi', 'Sivrice')
      .replace('Monday', '24 January 2020');
    await putFile(seeds, 'old.txt', `Earthquake shakes Elazig\n\nPublished: 2020-01-24T20:00:00Z\n\n${old}\n`);
    await room.app.drain();
    expect(room.app.desk.archive.counts().stories).toBe(3);
    expect(room.transcript({ ...PREVIEW_CHANNEL, channel: 'other' })).toHaveLength(2);
  });

  test('a second topic of the channel that a story meets is named by the same message', async () => {
    const room = await open();
    await room.say('/news watch Russia US embassy backfill 5');
    await room.app.drain();
    expect(room.messages()).toHaveLength(3);
    for (const { message } of room.messages()) {
      expect(message.kind === 'alert' ? message.topics : []).toEqual(['Russia US embassy', 'US–Russia embassy talks']);
    }
  });

  test('unwatch ends it; what comes later is not posted', async () => {
    const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
    await copySeeds(seeds, ['002_d2840af30ce1d58b.txt']);
    const room = await open(seeds);
    expect(await room.say('/news unwatch us–russia EMBASSY talks')).toMatchObject({ ok: true });
    await copySeeds(seeds, ['003_c3ebc0919f3d0041.txt']);
    await room.app.drain();
    expect(room.messages()).toHaveLength(1);
    expect(textOf(await room.say('/news topics'))).not.toContain('embassy');
    expect(textOf(await room.say('/news why 003_c3ebc0919f3d0041.txt'))).toContain('meets none');
  });

  test('a name is the same name in capitals and with accents as another keyboard sends them', async () => {
    const room = await open();
    await room.say('/news watch séisme à Malatya'.normalize('NFC'));
    expect(textOf(await room.say('/news watch SÉISME à Malatya'.normalize('NFD')))).toContain('already followed');
    expect(await room.say('/news unwatch séisme à malatya'.normalize('NFD'))).toMatchObject({ ok: true });
  });

  test('a topic that two people end at the same moment is ended once, and both are told', async () => {
    const room = await open();
    const line = '/news unwatch US–Russia embassy talks';
    const [first, second] = await Promise.all([room.say(line), room.say(line)]);
    expect(first).toMatchObject({ ok: true });
    expect(textOf(second)).toContain('There is no topic');
  });

  test('a topic that cannot be read is refused with the place and what to do, and nothing changes', async () => {
    const room = await open();
    const before = textOf(await room.say('/news topics'));
    for (const query of ['"embassy talks', 'the of and', '-embassy', '((((']) {
      const reply = await room.say(`/news watch ${query}`);
      expect(reply.ok, query).toBe(false);
      expect(reply.blocks.length, query).toBeGreaterThan(0);
    }
    expect(textOf(await room.say('/news topics'))).toBe(before);
    expect(textOf(await room.say('/news unwatch embassy talk'))).toContain('Nothing was changed');
  });

  test('old news that arrives late is filed, not posted, and why says so', async () => {
    const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
    await mkdir(seeds);
    const room = await open(seeds);
    await room.say('/news unwatch US–Russia embassy talks');
    await room.say('/news watch US–Russia embassy talks');
    await copySeeds(seeds);
    await room.app.drain();
    expect(room.messages()).toEqual([]);
    expect(room.app.desk.archive.counts()).toEqual({ articles: 5, stories: 3 });
    expect(textOf(await room.say('/news why 003_c3ebc0919f3d0041.txt'))).toContain('old news there');
  });

  test('a file that could not be read says at which stage it stopped', async () => {
    const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
    await mkdir(seeds);
    await putFile(seeds, 'empty.txt', '');
    const room = await open(seeds);
    expect(textOf(await room.say('/news why empty.txt'))).toMatch(
      /empty\.txt could not be read[\s\S]*It stopped there/,
    );
  });
});
