import type { Action, Reply, Rich } from '../platform/message.ts';
import type { Discovery, NamedFeed } from '../sources/feeds/discover.ts';
import type { FeedDocument } from '../sources/feeds/document.ts';
import type { Feed } from '../sources/feeds/feed.ts';
import { feedName, isFailing } from '../sources/feeds/health.ts';
import { writeOpml } from '../sources/feeds/opml.ts';
import { commitChanges } from '../store/change.ts';
import {
  type Call,
  type Command,
  type CommandDesk,
  changesNothing,
  numberOption,
  textOption,
  workspaceOf,
} from './command.ts';
import { findFeeds, holdsBlocks, isMostlyTeasers, topicBlocks } from './feed-trial.ts';
import { claimOf, FULL, feedLink, resolveFeed, roomFor, sayFeed, unknownFeed } from './feed-words.ts';
import { formatLine } from './parse.ts';
import { answer, button, count, list, paragraph, refusal } from './reply.ts';

const A_PAGE = 10;
const MOST_PAGES = 2_000;
/** Buttons to choose from; what is beyond them can be typed. */
const MOST_CHOICES = 10;
/** Stands for all feeds of `config/feeds.opml`. */
const STARTERS = 'starters';

export const feeds: Command = {
  spec: {
    name: 'feeds',
    description: 'Lists, tries, adds, pauses or removes the feeds that articles come from.',
    example: '/news feeds add https://www.bbc.co.uk/news',
    options: [
      {
        name: 'what',
        description: 'See them, add or try one, hold one back, let it go on, end it, or get all as a file',
        required: true,
        type: 'choice',
        choices: ['list', 'add', 'test', 'remove', 'pause', 'resume', 'export'],
      },
      {
        name: 'feed',
        description: 'The address of a feed or of a site; of a feed that is there, its title will do',
        required: false,
        type: 'text',
        suggest: 'feed',
        named: false,
      },
      {
        name: 'full',
        description: 'Whether the pages of its items are read, where it gives only their beginnings',
        required: false,
        type: 'choice',
        choices: ['yes', 'no'],
      },
      {
        name: 'page',
        description: 'Which page of the list',
        required: false,
        type: 'integer',
        min: 1,
        max: MOST_PAGES,
      },
    ],
  },
  changes(call) {
    // Trying a feed makes this Newsdesk ask a site: that is not for everybody to do as often as they like.
    const isLook = ['list', 'export'].includes(textOption(call, 'what'));
    return isLook || typedFeed(call) === '' ? changesNothing() : [{ kind: 'workspace' }];
  },
  async run(desk, call) {
    switch (textOption(call, 'what')) {
      case 'add':
        return add(desk, call);
      case 'test':
        return test(desk, call);
      case 'remove':
        return remove(desk, call);
      case 'pause':
        return setPaused(desk, call, true);
      case 'resume':
        return setPaused(desk, call, false);
      case 'export':
        return exportOpml(desk, call);
      default:
        return show(desk, call);
    }
  },
};

/** What stands for the feed, without the marks that chats put around an address (`<https://…>`, `<https://…|label>`). */
function typedFeed(call: Call): string {
  return textOption(call, 'feed')
    .trim()
    .replace(/^<([^<>|]+)(?:\|[^<>]*)?>$/, '$1');
}

/** The line that does something with a feed. */
function lineFor(what: string, feed: string): string {
  return formatLine(feeds.spec, { what, feed });
}

function show(desk: CommandDesk, call: Call): Reply {
  const own = desk.feeds.ofWorkspace(workspaceOf(call));
  if (own.length === 0) return offerStarters(desk, 'This workspace has added no feed');
  const all = own.toSorted((a, b) => Number(isFailing(b)) - Number(isFailing(a)));
  const pages = Math.ceil(all.length / A_PAGE);
  const page = Math.min(numberOption(call, 'page', 1), pages);
  const shown = all.slice((page - 1) * A_PAGE, page * A_PAGE);
  const failing = all.filter(isFailing).length;
  return answer(
    `${count(all.length, 'feed', 'feeds')}${failing === 0 ? '' : `, ${failing} failing`}`,
    [
      list(shown.map((feed): Rich => [feedLink(feed), ' — ', ...sayFeed(desk, call, feed)])),
      ...(pages > 1 ? [paragraph(`Page ${page} of ${pages}.`)] : []),
    ],
    [
      ...(page > 1 ? button('Previous', `/news feeds list page ${page - 1}`) : []),
      ...(page < pages ? button('Next', `/news feeds list page ${page + 1}`) : []),
      { label: 'Add', command: '/news feeds add', form: true },
    ],
  );
}

/** Feeds to begin with, for those who have none in mind. Nothing is read before somebody presses. */
function offerStarters({ starterFeeds }: CommandDesk, title: string): Reply {
  const how = 'Name the address of a feed, or of a site, whose feeds are found: /news feeds add https://example.com';
  const refused = refusal(title, how);
  if (starterFeeds.length === 0) return refused;
  const shown = starterFeeds.slice(0, MOST_CHOICES);
  return {
    ...refused,
    blocks: [...refused.blocks, paragraph('Or begin with one of these:'), list(shown.map((feed) => [feedLink(feed)]))],
    actions: [
      ...button(`All ${starterFeeds.length}`, lineFor('add', STARTERS)),
      ...shown.flatMap((feed) => button(feedName(feed), lineFor('add', feed.address))),
    ],
  };
}

async function add(desk: CommandDesk, call: Call): Promise<Reply> {
  const typed = typedFeed(call);
  if (typed === '') return offerStarters(desk, 'Which feed?');
  if (typed.toLowerCase() === STARTERS) return addStarters(desk, call);
  const known = resolveFeed(desk, call, typed);
  if (known !== null) return desk.turns(() => addAgain(desk, call, known));
  const found = await findFeeds(desk, typed);
  if (found.kind !== 'feed') return notOne(found, typed, 'add');
  return desk.turns(() => addFound(desk, call, found.address, found.feed));
}

/** There is no feed, or there are several to choose from. */
function notOne(found: Exclude<Discovery, { kind: 'feed' }>, typed: string, what: 'add' | 'test'): Reply {
  if (found.kind === 'none') return refusal(`No feed can be read at “${typed}”`, found.sentence);
  const shown = found.feeds.slice(0, MOST_CHOICES);
  const more = found.feeds.length - shown.length;
  const refused = refusal('Which of these?', `${typed} has ${count(found.feeds.length, 'feed', 'feeds')}:`);
  return {
    ...refused,
    blocks: [
      ...refused.blocks,
      list(shown.map((feed) => [feedLink(feed)])),
      ...(more > 0 ? [paragraph(`And ${more} more, which can be added by their addresses.`)] : []),
    ],
    actions: shown.flatMap((feed) => button(labelOf(feed), lineFor(what, feed.address))),
  };
}

function labelOf(feed: NamedFeed): string {
  return feed.title ?? feedName(feed);
}

async function addFound(desk: CommandDesk, call: Call, address: string, document: FeedDocument): Promise<Reply> {
  const own = desk.feeds.byAddress(address);
  if (own?.claims.some(({ workspace }) => workspace === workspaceOf(call))) return addAgain(desk, call, own);
  if (roomFor(desk, call) < 1) return refusal('This workspace has as many feeds as it may', FULL);
  const options = { title: document.title, fullText: textOption(call, 'full') === 'yes' };
  const { feed, change } = desk.feeds.add(address, claimOf(desk, call), options, desk.clock());
  await commitChanges(desk.store, [change]);
  desk.wake();
  const isWorthFull = isMostlyTeasers(document) && !feed.fullText;
  return answer(
    `Added “${feedName(feed)}”`,
    [
      paragraph(feedLink(feed), ' is read from now on. What it brings is there for every workspace of this Newsdesk.'),
      ...holdsBlocks(desk, call, document),
      paragraph('What it holds now is history: it can be found, and nothing of it is posted as news.'),
      ...(isWorthFull
        ? [paragraph('Topics see more where the pages of its items are read: ', code(fullLine(feed.address)))]
        : []),
    ],
    [
      ...(isWorthFull ? button('Read its pages', fullLine(feed.address)) : []),
      ...button('Remove', lineFor('remove', feed.address)),
      ...button('Feeds', '/news feeds list'),
    ],
  );
}

function fullLine(address: string): string {
  return formatLine(feeds.spec, { what: 'add', feed: address, full: 'yes' });
}

function code(text: string): Rich[number] {
  return { kind: 'code', text };
}

/** The workspace has the feed already: what can change is how its items are read. */
async function addAgain(desk: CommandDesk, call: Call, feed: Feed): Promise<Reply> {
  const full = textOption(call, 'full');
  const fullText = full === '' ? feed.fullText : full === 'yes';
  if (fullText === feed.fullText) {
    const state = [feedLink(feed), ': ', ...sayFeed(desk, call, feed)];
    return refusal(`“${feedName(feed)}” is there already`, state, 'Nothing was changed.');
  }
  await commitChanges(desk.store, [desk.feeds.put({ ...feed, fullText })]);
  const how = fullText
    ? 'The pages of its new items are read, as far as its site allows.'
    : 'Its new items are read as the feed gives them; their pages are not asked for.';
  return answer(`“${feedName(feed)}” is read in another way`, [paragraph(feedLink(feed), ': ', how)]);
}

async function addStarters(desk: CommandDesk, call: Call): Promise<Reply> {
  return desk.turns(async () => {
    const workspace = workspaceOf(call);
    const isThere = (address: string) =>
      desk.feeds.byAddress(address)?.claims.some((claim) => claim.workspace === workspace) === true;
    const missing = desk.starterFeeds.filter(({ address }) => !isThere(address));
    if (missing.length === 0) return refusal('All starter feeds are there already', 'Nothing was changed.');
    const added = missing.map(({ address, title }) => {
      return desk.feeds.add(address, claimOf(desk, call), { title, fullText: false }, desk.clock());
    });
    await commitChanges(
      desk.store,
      added.map(({ change }) => change),
    );
    desk.wake();
    return answer(
      `Added ${count(added.length, 'feed', 'feeds')}`,
      [
        list(added.map(({ feed }) => [feedLink(feed)])),
        paragraph('They are read within minutes. What they hold then is history; what comes after it is news.'),
      ],
      button('Feeds', '/news feeds list'),
    );
  });
}

async function test(desk: CommandDesk, call: Call): Promise<Reply> {
  const typed = typedFeed(call);
  if (typed === '') return refusal('Which feed?', 'Name the address of a feed or of a site.');
  const known = resolveFeed(desk, call, typed);
  const found = await findFeeds(desk, known?.address ?? typed);
  if (found.kind !== 'feed') return notOne(found, typed, 'test');
  const { address, feed } = found;
  const isThere = known !== null || resolveFeed(desk, call, address) !== null;
  const actions: readonly Action[] = isThere
    ? []
    : [
        ...button('Add', lineFor('add', address)),
        ...(isMostlyTeasers(feed) ? button('Add and read its pages', fullLine(address)) : []),
      ];
  return answer(
    feedName({ title: feed.title, address }),
    [
      paragraph(feedLink({ title: null, address }), isThere ? ' can be read.' : ' can be read. Nothing was stored.'),
      ...holdsBlocks(desk, call, feed),
      ...(await topicBlocks(desk, call, feed)),
    ],
    actions,
  );
}

/** The same whoever else has it: a workspace learns nothing of others. */
const ALONE = 'It is left alone, unless others of this Newsdesk need it.';

async function remove(desk: CommandDesk, call: Call): Promise<Reply> {
  const typed = typedFeed(call);
  if (typed === '') return whichOfOwn(desk, call, 'remove');
  return desk.turns(async () => {
    const feed = resolveFeed(desk, call, typed);
    if (feed === null) return unknownFeed(desk, call, typed);
    await commitChanges(desk.store, [desk.feeds.drop(feed, workspaceOf(call))]);
    return answer(
      `Removed “${feedName(feed)}”`,
      [paragraph(`${ALONE} What it brought stays.`)],
      button('Add it again', lineFor('add', feed.address)),
    );
  });
}

async function setPaused(desk: CommandDesk, call: Call, isPaused: boolean): Promise<Reply> {
  const typed = typedFeed(call);
  const what = isPaused ? 'pause' : 'resume';
  if (typed === '') return whichOfOwn(desk, call, what);
  return desk.turns(async () => {
    const feed = resolveFeed(desk, call, typed);
    if (feed === null) return unknownFeed(desk, call, typed);
    const workspace = workspaceOf(call);
    const claim = feed.claims.find((one) => one.workspace === workspace);
    if (claim?.isPaused === isPaused) {
      return refusal(`“${feedName(feed)}” is ${isPaused ? 'paused already' : 'not paused'}`, 'Nothing was changed.');
    }
    await commitChanges(desk.store, [desk.feeds.pause(feed, workspace, isPaused, desk.clock())]);
    desk.wake();
    if (!isPaused) {
      return answer(`“${feedName(feed)}” is read again`, [
        paragraph('What came meanwhile is read as far as it still holds it.'),
      ]);
    }
    return answer(
      `“${feedName(feed)}” is paused`,
      [paragraph(ALONE)],
      button('Resume', lineFor('resume', feed.address)),
    );
  });
}

function whichOfOwn(desk: CommandDesk, call: Call, what: 'remove' | 'pause' | 'resume'): Reply {
  const own = desk.feeds.ofWorkspace(workspaceOf(call));
  if (own.length === 0) return offerStarters(desk, 'This workspace has added no feed');
  const shown = own.slice(0, MOST_CHOICES);
  return {
    ...refusal('Which feed?', 'Name its title or its address; /news feeds lists them.'),
    actions: shown.flatMap((feed) => button(feedName(feed), lineFor(what, feed.address))),
  };
}

function exportOpml(desk: CommandDesk, call: Call): Reply {
  const own = desk.feeds.ofWorkspace(workspaceOf(call));
  if (own.length === 0) return offerStarters(desk, 'This workspace has added no feed');
  const listed = own.map(({ address, title }) => ({ address, title, folders: [] }));
  const text = writeOpml('Feeds of Newsdesk', listed, desk.clock());
  const how = `${count(own.length, 'feed', 'feeds')} as OPML, which every feed reader takes. /news import reads it again.`;
  return { ...answer('Exported', [paragraph(how)]), file: { name: 'feeds.opml', text } };
}
