import type {
  AlertMessage,
  Message,
  NoteMessage,
  Reply,
  ShownTime,
  StoriesMessage,
  StoryLine,
} from '../../src/platform/message.ts';
import { type Language, wordsOf } from '../../src/platform/words.ts';
import {
  actionsBlock,
  addBlock,
  addList,
  addText,
  type Block,
  type Draft,
  finish,
  type Item,
  LINE_ROOM,
  openDraft,
} from './blocks.ts';
import {
  escapeText,
  isGroup,
  isSeen,
  linkPiece,
  type Piece,
  plainLine,
  richPieces,
  textPiece,
  timePieces,
  weigh,
} from './rich.ts';

/** What a call to Slack says: `text` is what a notification shows of it. */
export type Rendered = { readonly text: string; readonly blocks: Block[] };

/** How a message is shown. */
export type Look = {
  /** Rings the user group that the message names; only a post may. */
  readonly ring: boolean;
  /** False where Slack could not load the picture: it refuses the whole message then. */
  readonly picture: boolean;
};

const MESSAGE_BLOCKS = 50;
const SUMMARY_LIMIT = 2_500;
const PLACE_LIMIT = 200;
const NAME_LIMIT = 120;
const SHOWN_SOURCES = 20;
const SHOWN_TOPICS = 10;
const SHOWN_EARLIER = 10;
const SHOWN_PUBLISHERS = 5;
/** What the parts below an alert's sources may need. */
const BELOW_SOURCES = 2_000;
const PICTURE_URL = 3_000;
const NOTIFICATION = 300;
/** Stands for text in which there is nothing to see. */
const NOTHING = '…';

/** A message of a channel. Whatever it holds, Slack takes it, nobody but the user group is rung, and no link is faked. */
export function renderMessage(message: Message, look: Look): Rendered {
  switch (message.kind) {
    case 'note':
      return renderNote(message);
    case 'alert':
    case 'stories': {
      const actions = actionsBlock(message.actions);
      const draft = openDraft(MESSAGE_BLOCKS, actions);
      if (look.ring) addMention(draft, message.mention);
      if (message.kind === 'alert') addAlert(draft, message, look.picture);
      else addStories(draft, message);
      return { text: notification(message), blocks: finish(draft, actions) };
    }
  }
}

/**
 * A command's answer, or a page of it, in at most `maxBlocks` blocks. What does not fit is cut at an item, and a line says so.
 * Messages in it are shown without their buttons and pictures: those belong to the channel.
 */
export function renderReply(reply: Reply, maxBlocks: number): Rendered {
  const title = plainLine(reply.title, NOTIFICATION) || 'Newsdesk';
  const actions = actionsBlock(reply.actions);
  // One block stays for the line that says that there is more.
  const draft = openDraft(maxBlocks - 1, actions);
  addText(draft, textPiece(title, 'bold'));
  if (!reply.blocks.every((block) => addReplyBlock(draft, block))) {
    draft.blocks.push({
      type: 'section',
      text: { type: 'plain_text', text: MORE_THAN_FITS, emoji: false },
    });
  }
  return { text: escapeText(title), blocks: finish(draft, actions) };
}

const MORE_THAN_FITS =
  'There is more than one message of Slack holds. Ask for less at once, or for one thing by its name, to see the rest.';

/** True where the whole block was shown. */
function addReplyBlock(draft: Draft, block: Reply['blocks'][number]): boolean {
  switch (block.kind) {
    case 'text':
      return addText(draft, richPieces(block.text, 'en'));
    case 'list':
      return addItems(
        draft,
        block.items.map((item) => richPieces(item, 'en')),
      );
    case 'fields':
      return addItems(
        draft,
        block.rows.map(([label, value]) => [
          ...textPiece(`${plainLine(label, NAME_LIMIT) || NOTHING}: `, 'bold'),
          ...richPieces(value, 'en'),
        ]),
      );
    case 'message': {
      const before = draft.blocks.length;
      addBlock(draft, { type: 'divider' }, 50);
      if (block.message.kind === 'alert') addAlert(draft, block.message, false);
      else addStories(draft, block.message);
      return draft.blocks.length > before + 1;
    }
  }
}

function addItems(draft: Draft, items: readonly (readonly Piece[])[]): boolean {
  const seen = items.filter(isSeen).map((pieces): Item => ({ pieces, indent: 0 }));
  return addList(draft, [], seen, 0, () => []) === seen.length;
}

function renderNote(message: NoteMessage): Rendered {
  const draft = openDraft(MESSAGE_BLOCKS, null);
  const pieces = richPieces(message.text, 'en');
  addText(draft, isSeen(pieces) ? pieces : textPiece(NOTHING));
  const said = message.text.map((span) => (typeof span === 'string' ? span : 'text' in span ? span.text : '')).join('');
  return { text: escapeText(plainLine(said, NOTIFICATION) || NOTHING), blocks: draft.blocks };
}

function addMention(draft: Draft, group: string | null): void {
  if (group === null || !isGroup(group)) return;
  addBlock(draft, { type: 'section', text: { type: 'mrkdwn', text: `<!subteam^${group}>` } }, 50);
}

function addAlert(draft: Draft, message: AlertMessage, picture: boolean): void {
  const { language } = message;
  const words = wordsOf(language);
  addText(draft, linkPiece(titleOf(message), message.url, 'bold'));
  addSummary(draft, message, picture ? pictureOf(message) : null);
  const place = plainLine(message.place ?? '', PLACE_LIMIT);
  const time = message.time === null ? textPiece(words.timeUnknown) : timePieces(message.time, language);
  addText(draft, [...time, ...textPiece(place === '' ? '' : ` · ${place}`)]);
  const sources = message.sources.slice(0, SHOWN_SOURCES).map((source): Item => {
    const name = plainLine(source.publisher ?? '', NAME_LIMIT) || quoted(source.title) || words.unnamedSource;
    return { pieces: [...linkPiece(name, source.url), ...after(source.time, language)], indent: 0 };
  });
  const all = message.sources.length + message.moreSources;
  addList(draft, textPiece(words.sources(all), 'bold'), sources, BELOW_SOURCES, (omitted) =>
    moreLine(omitted + all - sources.length, language),
  );
  const topics = message.topics.map((topic) => plainLine(topic, NAME_LIMIT)).filter((topic) => topic !== '');
  if (topics.length > 0) {
    const rest = topics.length - SHOWN_TOPICS;
    const names = topics.slice(0, SHOWN_TOPICS).join(', ') + (rest > 0 ? `, ${words.more(rest)}` : '');
    addText(draft, [...textPiece(`${words.topic}: `, 'bold'), ...textPiece(names)]);
  }
  const earlier = message.earlier.slice(0, SHOWN_EARLIER).map(
    (line): Item => ({
      pieces: [
        ...linkPiece(plainLine(line.title, NOTIFICATION) || words.untitled, line.url),
        ...after(line.time, language),
      ],
      indent: 0,
    }),
  );
  addList(draft, textPiece(words.earlier, 'bold'), earlier, 0, (omitted) =>
    moreLine(omitted + message.earlier.length - earlier.length, language),
  );
}

function addSummary(draft: Draft, message: AlertMessage, url: string | null): void {
  const text = plainLine(message.summary.join(' '), SUMMARY_LIMIT);
  const image = url === null ? null : ({ type: 'image', image_url: url, alt_text: titleOf(message) } as const);
  if (text === '') {
    if (image !== null) addBlock(draft, image, image.image_url.length);
    return;
  }
  const weight = text.length + (image?.image_url.length ?? 0);
  const plain = { type: 'plain_text', text, emoji: false } as const;
  addBlock(draft, { type: 'section', text: plain, ...(image === null ? {} : { accessory: image }) }, weight);
}

function pictureOf(message: AlertMessage): string | null {
  if (message.image === null || message.image.length > PICTURE_URL) return null;
  const url = URL.parse(message.image);
  return url?.protocol === 'https:' && url.href.length <= PICTURE_URL ? url.href : null;
}

function addStories(draft: Draft, message: StoriesMessage): void {
  const { language } = message;
  addText(draft, textPiece(titleOf(message), 'bold'));
  const intro = richPieces(message.intro, language);
  const isEmpty = message.sections.length === 0 && !isSeen(intro);
  addText(draft, isEmpty ? textPiece(wordsOf(language).nothingNew) : intro);
  // One block stays for the line that says how many there are beside those.
  const lists: Draft = { ...draft, maxBlocks: draft.maxBlocks - 1 };
  let hidden = 0;
  for (const section of message.sections) {
    const items = section.stories.map((story) => storyItem(story, language));
    const heading = textPiece(plainLine(section.heading, NAME_LIMIT) || NOTHING, 'bold');
    const isFull = lists.blocks.length >= lists.maxBlocks || lists.room < weighStart(heading, items[0]?.pieces ?? []);
    if (isFull) hidden += items.length + section.more;
    else addList(lists, heading, items, 0, (omitted) => moreLine(omitted + section.more, language));
  }
  draft.room = lists.room;
  addText(draft, moreLine(hidden, language));
}

function storyItem(story: StoryLine, language: Language): Item {
  const title = plainLine(story.title, NOTIFICATION) || wordsOf(language).untitled;
  const pieces = [
    ...linkPiece(title, story.url),
    ...after(story.time, language),
    ...textPiece(publishersOf(story, language)),
  ];
  return { pieces, indent: story.isFollowUp ? 1 : 0 };
}

// A section is begun only where its heading, its first story and the lines that may follow it fit.
function weighStart(heading: readonly Piece[], first: readonly Piece[]): number {
  return weigh(heading) + weigh(first) + 2 * LINE_ROOM;
}

function publishersOf(story: StoryLine, language: Language): string {
  const words = wordsOf(language);
  const names = story.publishers
    .slice(0, SHOWN_PUBLISHERS)
    .map((name) => plainLine(name, NAME_LIMIT) || words.unnamedSource);
  const rest = story.sources - names.length;
  const shown = rest > 0 && names.length > 0 ? [...names, words.more(rest)] : names;
  return shown.length === 0 ? '' : ` · ${shown.join(', ')}`;
}

function moreLine(count: number, language: Language): readonly Piece[] {
  return count > 0 ? textPiece(wordsOf(language).more(count), 'italic') : [];
}

function after(time: ShownTime | null, language: Language): readonly Piece[] {
  return time === null ? [] : [...textPiece(' · '), ...timePieces(time, language)];
}

function titleOf(message: AlertMessage | StoriesMessage): string {
  return plainLine(message.title, NOTIFICATION) || wordsOf(message.language).untitled;
}

// A headline that stands where a publisher's name would is marked as one.
function quoted(title: string): string {
  const text = plainLine(title, NAME_LIMIT);
  return text === '' ? '' : `“${text}”`;
}

function notification(message: AlertMessage | StoriesMessage): string {
  const first = message.kind === 'alert' ? plainLine(message.summary[0] ?? '', NOTIFICATION) : '';
  return escapeText([titleOf(message), first].filter((part) => part !== '').join(': '));
}
