import { beforeAll, describe, expect, test } from 'vitest';
import { completeLine } from '../../src/commands/complete.ts';
import { localCaller } from '../../src/commands/host.ts';
import type { ArticleId } from '../../src/lib/ids.ts';
import { PREVIEW_CHANNEL } from '../../src/platforms.ts';
import { MOST_OWN_WORDS } from '../../src/topics/own-words.ts';
import { openNewsroom, SEEDS } from '../support/newsroom.ts';
import { lineOf, open, type Room, textOf } from './support.ts';

let room: Room;
beforeAll(async () => {
  room = await open();
});

/** The topics of everybody that a headline meets. */
function met(title: string): readonly string[] {
  const { topics, watchlist } = room.app.desk;
  const time = { origin: 'unknown' } as const;
  const one = { id: 'a-000000000000' as ArticleId, title, text: '', time, language: 'en', publisher: null, url: null };
  return topics.match([one]).flatMap(({ topic }) => {
    const found = watchlist.topic(topic);
    return found !== null ? [`${found.workspace} ${found.name}`] : [];
  });
}

describe('words of a workspace', () => {
  test('a topic counts them from the moment on, of this workspace alone, until they are taken away', async () => {
    const rival = localCaller({ ...PREVIEW_CHANNEL, workspace: 'rival' });
    await room.say('/news watch Norway AND embassy in #other');
    await room.host.say('/news watch Norway AND embassy', rival);
    const title = 'Norway opens a legation in Quito';
    expect(met(title)).toEqual([]);
    const added = await room.say('/news words add embassy: legation, compound ~0.5');
    expect(added).toMatchObject({ ok: true, title: '“embassy” is said in more ways here' });
    expect(textOf(added)).toContain('A topic that says it also counts legation, compound ~0.5.');
    expect(textOf(added)).toContain('2 topics say it: Norway AND embassy, US–Russia embassy talks.');
    expect(met(title)).toEqual(['preview:local Norway AND embassy']);
    expect(textOf(await room.say('/news words'))).toContain('embassy — also legation, compound ~0.5');
    expect(textOf(await room.host.say('/news words', rival))).toContain('no words of its own');
    for (const line of ['preview Norway AND embassy', 'edit Norway AND embassy', 'watch Norway embassies in #third']) {
      expect(textOf(await room.say(`/news ${line}`)), line).toContain('legation');
    }
    expect(await room.host.suggest('words', 'word', 'emb', PREVIEW_CHANNEL)).toEqual([
      { value: 'embassy', label: 'embassy' },
    ]);
    expect(
      (await completeLine(room.host, '/news words remove e', PREVIEW_CHANNEL)).map(({ value }) => value),
    ).toContain('/news words remove embassy');

    const fewer = await room.say('/news words remove embassies: compound');
    expect(textOf(fewer)).toContain('It also counts legation.');
    const gone = await room.say('/news words remove embassy');
    expect(gone).toMatchObject({ ok: true, title: '“embassy” is said as everywhere again' });
    expect(met(title)).toEqual([]);
    await room.say(lineOf(gone, 'Undo'));
    expect(met(title)).toEqual(['preview:local Norway AND embassy', 'preview:local Norway embassies']);
    await room.say('/news words remove embassy');
  });

  test.each([
    ['add embassy', 'No other way of saying “embassy” is named.'],
    ['add the: legation', '“the” is in nearly every story.'],
    ['remove zebra', 'This workspace has no word “zebra” of its own'],
  ])('%s is refused, and nothing changes', async (line, said) => {
    const reply = await room.say(`/news words ${line}`);
    expect(reply).toMatchObject({ ok: false });
    expect(textOf(reply)).toContain(said);
    expect(room.app.desk.words.words('preview:local')).toEqual([]);
  });

  test('they are bounded, exported, imported, and forgotten with the workspace', async () => {
    const full = localCaller({ ...PREVIEW_CHANNEL, workspace: 'full' });
    const entries = Array.from({ length: MOST_OWN_WORDS + 1 }, (_, n) => `  zork${n}a: [blorp${n}, "quux~0.5"]`);
    const file = `version: 1\nwords:\n${entries.join('\n')}\n  the: [a]\n  odd: 3\n`;
    const reply = await room.host.run('import', { file }, full);
    expect(textOf(reply)).toContain('The word “zork200a”: a workspace has at most 200 words of its own.');
    expect(textOf(reply)).toContain('The word “the”: “the” is in nearly every story.');
    expect(textOf(reply)).toContain('The word “odd” is left out');
    const { words } = room.app.desk;
    expect(words.words('preview:full')).toHaveLength(MOST_OWN_WORDS);
    expect(await room.host.say('/news words add gnu: wildebeest', full)).toMatchObject({
      ok: false,
      title: 'This workspace has 200 words already',
    });

    const text = (await room.host.say('/news export', full)).file?.text ?? '';
    const other = localCaller({ ...PREVIEW_CHANNEL, workspace: 'copy' });
    await room.host.run('import', { file: text }, other);
    expect(words.words('preview:copy')).toEqual(words.words('preview:full'));
    expect(await room.host.run('import', { file: text }, other)).toMatchObject({ title: 'Nothing was imported' });
    const before = words.words('preview:copy');
    expect(textOf(await room.host.say('/news forget', full))).toContain('200 words of its own');
    await room.host.say('/news forget confirm yes', full);
    expect(words.words('preview:full')).toEqual([]);
    expect(words.of('preview:full')).toBe(room.app.desk.lexicon);
    expect(words.words('preview:copy')).toEqual(before);
  });

  test('they outlive the program', async () => {
    await room.say('/news words add embassy: legation');
    const again = await openNewsroom({ seeds: SEEDS, store: room.store });
    expect(again.app.desk.words.words('preview:local')).toEqual([
      { heading: 'embassy', forms: [{ text: 'legation', weight: 1 }] },
    ]);
  });
});
