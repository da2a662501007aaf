import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { completeLine } from '../../src/commands/complete.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Caller } from '../../src/platform/host.ts';
import type { Reply } from '../../src/platform/message.ts';
import { PREVIEW_CHANNEL } from '../../src/platforms.ts';
import { putFile, temporaryFolder } from '../support/newsroom.ts';
import { open, person, type Room, textOf } from './support.ts';

// Two teams on one Newsdesk. Eve may do everything in hers, and knows ids, links and names of the other one's.
const TOPIC = 'US–Russia embassy talks';
const EVES: ChannelAddress = { ...PREVIEW_CHANNEL, workspace: 'rival' };

let room: Room;
let eve: Caller;
let topicId: string;
const say = (line: string): Promise<Reply> => room.host.say(line, eve);

beforeEach(async () => {
  room = await open();
  eve = person(EVES, () => true, 'eve');
  topicId = room.app.desk.watchlist.topicNamed('preview:local', TOPIC)?.id ?? '';
  await room.say('/news settings burst 7');
  await room.say('/news digest set weekly Monday 9:00');
});

/** Everything that belongs to the other team, as text. */
function theirs(): string {
  const { watchlist, settings, digests, outbox, mutes, feedback, clock } = room.app.desk;
  const topics = watchlist.topics('preview:local');
  const messages = room.messages();
  return JSON.stringify([
    topics,
    topics.map(({ id }) => [watchlist.followers(id), feedback.ofTopic(id)]),
    settings.statedFor(PREVIEW_CHANNEL),
    settings.statedForWorkspace(PREVIEW_CHANNEL),
    digests.of(PREVIEW_CHANNEL),
    messages,
    messages.map(({ id }) => outbox.deliveryOfMessage(PREVIEW_CHANNEL, id)),
    messages.map(({ message }) =>
      message.kind === 'alert' ? mutes.until(PREVIEW_CHANNEL, message.story, clock()) : null,
    ),
  ]);
}

describe('nothing of another workspace is reached', () => {
  test.each([
    'unwatch TOPIC',
    `unwatch ${TOPIC}`,
    'edit TOPIC exclude oil',
    'edit TOPIC query zebra',
    'pause TOPIC',
    'watch TOPIC',
    'watch TOPIC as digest',
    'pause',
    'resume',
    'digest set daily at 9:00',
    'digest off',
    'mute Historic diplomatic talks Istanbul',
    'irrelevant Historic diplomatic talks Istanbul',
    'settings burst 1 everywhere yes managers @eve',
    'words add embassy: chancery',
    'words remove embassy',
    'forget confirm yes',
    'unwatch TOPIC in #newsroom',
  ])('%s changes nothing there', async (line) => {
    const before = theirs();
    await say(`/news ${line.replace('TOPIC', topicId)}`);
    await room.app.drain();
    expect(theirs()).toBe(before);
  });

  test.each(['edit TOPIC', 'preview TOPIC', 'unwatch TOPIC', 'pause TOPIC', 'resume TOPIC'])(
    '%s tells neither the name nor the query behind an id',
    async (line) => {
      await room.say(`/news edit ${TOPIC} query "Darchiev consulate"`);
      const reply = await say(`/news ${line.replace('TOPIC', topicId)}`);
      expect(textOf(reply)).not.toMatch(/Darchiev|embassy talks/);
    },
  );

  test.each([
    'topics',
    'words',
    'status',
    'settings',
    'digest',
    'export',
    'why Historic diplomatic talks Istanbul',
    'digest now',
  ])('%s tells nothing of it', async (line) => {
    const reply = await say(`/news ${line}`);
    expect(`${textOf(reply)}${reply.file?.text ?? ''}`).not.toMatch(/embassy talks|Topic “|message 3|burst: 7|Monday/);
    expect(textOf(reply)).not.toContain('7 stories of a topic');
  });

  test('its topics are neither suggested nor completed', async () => {
    expect(await room.host.suggest('unwatch', 'topic', '', EVES)).toEqual([]);
    expect(await completeLine(room.host, '/news unwatch US', EVES)).toEqual([]);
  });

  test('what it follows is followed anew under the same name, by another topic', async () => {
    await say(`/news watch ${TOPIC}`);
    await say(`/news edit ${TOPIC} exclude nuclear`);
    expect(room.app.desk.watchlist.topicNamed('preview:local', TOPIC)).toMatchObject({ query: TOPIC });
    expect(room.app.desk.watchlist.topicNamed('preview:rival', TOPIC)).toMatchObject({ query: `${TOPIC} -nuclear` });
  });

  test('the platform is asked about a channel as one of the asker’s own workspace', async () => {
    const asking = person(EVES, () => false, 'eve');
    await room.host.run('watch', { topic: 'oil', channel: '1029384756' }, asking);
    expect(asking.asked).toEqual([{ kind: 'channel', channel: { ...EVES, channel: '1029384756' } }]);
  });

  test('a file cannot name another workspace, nor a channel that the platform says is not theirs', async () => {
    const before = theirs();
    const mine = person(EVES, (scope) => scope.kind === 'workspace' || scope.channel.channel === 'mine', 'eve');
    const named = 'version: 1\nworkspace: preview:local\ntopics: []';
    expect(await room.host.run('import', { file: named }, mine)).toMatchObject({ ok: false });
    const topics = `[{ name: oil, query: oil, workspace: "preview:local", channels: [{ channel: mine }] },
      { name: gas, query: gas, channels: [{ channel: newsroom }, { channel: mine }] },
      { name: coal, query: coal, channels: [{ channel: newsroom }] },
      { name: ${JSON.stringify(TOPIC)}, query: zebra, channels: [{ channel: mine, topic: ${topicId} }, { channel: "preview:local:newsroom" }] }]`;
    const file = `version: 1\ntopics: ${topics}\nchannels: [{ channel: newsroom, digest: hourly, settings: { burst: 1 } }]`;
    const reply = await room.host.run('import', { file }, mine);
    expect(textOf(reply)).toContain('Added:\nthe topic “gas”\nLeft out:');
    expect(room.app.desk.watchlist.topics('preview:rival').map(({ name }) => name)).toEqual(['gas']);
    expect(room.app.desk.settings.statedFor({ ...EVES, channel: 'newsroom' })).toEqual({});
    expect(theirs()).toBe(before);
  });
});

describe('why, for a message’s link', () => {
  const GUILD = '900000000000000001';
  const CHANNEL = '900000000000000002';
  const discord = (guild: string): ChannelAddress => ({ platform: 'discord', workspace: guild, channel: CHANNEL });
  const slack: ChannelAddress = { platform: 'slack', workspace: 'T1', channel: 'C0NEWS' };

  /** Makes the ledger hold a message of a channel, as if the platform had posted it. */
  async function post(channel: ChannelAddress, messageId: string): Promise<void> {
    const { outbox, store } = room.app.desk;
    const row = room.messages().flatMap(({ id }) => outbox.deliveryOfMessage(PREVIEW_CHANNEL, id) ?? [])[0];
    if (!row?.shown) throw new Error('Nothing was posted');
    const change = outbox.plan([
      { ...row, channel, key: `${row.key}-${messageId}`, shown: { ...row.shown, messageId } },
    ]);
    await store.commit(change.writes);
    change.apply();
  }

  const ask = (line: string, channel: ChannelAddress) =>
    room.host.say(
      `/news why ${line}`,
      person(channel, () => true),
    );

  test.each([
    `https://discord.com/channels/${GUILD}/${CHANNEL}/900000000000000003`,
    `<https://ptb.discord.com/channels/${GUILD}/${CHANNEL}/900000000000000003>`,
    `https://discordapp.com/channels/${GUILD}/${CHANNEL}/900000000000000003/`,
  ])('%s is explained in its own server', async (link) => {
    await post(discord(GUILD), '900000000000000003');
    expect(textOf(await ask(link, discord(GUILD)))).toContain('What came of it');
    expect(await ask(link, discord('900000000000000009'))).toMatchObject({ ok: false });
    expect(await ask(link, { ...slack, workspace: GUILD })).toMatchObject({ ok: false });
  });

  test.each([
    'https://team.slack.com/archives/C0NEWS/p1771586941000123',
    '<https://team.slack.com/archives/C0NEWS/p1771586941000123?thread_ts=1771586941.000123&cid=C0NEWS>',
    '<https://team.enterprise.slack.com/archives/C0NEWS/p1771586941000123|the message>',
  ])('%s is explained in its own workspace', async (link) => {
    await post(slack, '1771586941.000123');
    expect(textOf(await ask(link, slack))).toContain('What came of it');
    expect(await ask(link, { ...slack, workspace: 'T2' })).toMatchObject({ ok: false });
    expect(await ask(link, { ...discord('T1'), channel: 'C0NEWS' })).toMatchObject({ ok: false });
  });

  test('a message of somebody else is none of Newsdesk', async () => {
    const reply = await ask(`https://discord.com/channels/${GUILD}/${CHANNEL}/900000000000000004`, discord(GUILD));
    expect(reply.title).toBe('This is no message of Newsdesk here');
  });

  test('a list says why its stories came together', async () => {
    await room.say('/news watch Russia US embassy in #other backfill 3');
    await room.say('/news pause in #other');
    await room.app.drain();
    await room.say('/news resume in #other');
    await room.app.drain();
    const other = { ...PREVIEW_CHANNEL, channel: 'other' };
    const [posted] = room.transcript(other);
    const row = room.app.desk.outbox.deliveryOfMessage(other, posted?.id ?? '');
    if (!row?.shown) throw new Error('Nothing was posted');
    const { outbox, store } = room.app.desk;
    const here = {
      ...row,
      channel: slack,
      key: `${row.key}-x`,
      shown: { ...row.shown, messageId: '1771586941.000123' },
    };
    const change = outbox.plan([here]);
    await store.commit(change.writes);
    change.apply();
    const text = textOf(await ask('https://team.slack.com/archives/C0NEWS/p1771586941000123', slack));
    expect(text).toContain('They came while the channel was paused');
    expect(text).toContain('Historic US-Russia Diplomatic Talks');
  });

  test('an article is found by its address, however it was passed on', async () => {
    const seeds = await temporaryFolder(onTestFinished);
    const url = 'https://news.example/fire';
    await putFile(seeds, 'sources.yaml', `files:\n  fire.txt:\n    url: ${url}\n`);
    await putFile(
      seeds,
      'fire.txt',
      'Fire in Valletta\n\nPublished: 2026-01-05T08:00:00Z\n\nA fire broke out in Valletta.\n',
    );
    room = await open(seeds);
    expect((await ask(`${url}?utm_source=x#top`, PREVIEW_CHANNEL)).title).toBe('Fire in Valletta');
    expect(textOf(await ask('https://news.example/other', PREVIEW_CHANNEL))).toContain('Nothing is known of');
  });
});
