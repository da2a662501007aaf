import { channelKey } from '../platform/channel.ts';
import type { OptionSpec } from '../platform/command.ts';
import type { Scope } from '../platform/host.ts';
import type { Action, Block, Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import type { StoryView } from '../stories/view.ts';
import { changeQuery, type QueryChange } from '../topics/change-query.ts';
import { compileTopic } from '../topics/compile.ts';
import type { Topic } from '../topics/watchlist.ts';
import { type Call, type Command, type CommandDesk, changesNothing, textOption } from './command.ts';
import type { Mistake } from './options.ts';
import { formatLine } from './parse.ts';
import { answer, button, count, list, paragraph, refusal, storyLine } from './reply.ts';
import { resolveTopic, topicOption, unknownTopic } from './resolve.ts';
import { queryRefusal, type Survey, surveyArchive, surveyStories, tellingWords, understoodBlocks } from './survey.ts';

/** Headlines of one kind that are shown. */
const SHOWN = 4;
/** Stories found not relevant that are looked at, those of most people first. */
const MOST_REMARKS = 10;
/** Stories of the topic, the newest, whose words are left alone. */
const MOST_WANTED = 300;
/** Words that are suggested, and that are tried for it. */
const MOST_WORDS = 2;
const MOST_WORDS_TRIED = 12;
/** A topic that more channels follow concerns the whole workspace. */
const MOST_CHANNELS_ASKED = 10;

const CHANGES = ['query', 'drop', 'add', 'require', 'exclude'] as const;

export const edit: Command = {
  spec: {
    name: 'edit',
    description: 'Shows what a topic is understood as, and changes it.',
    example: '/news edit US–Russia embassy talks exclude nuclear',
    options: [
      topicOption('The topic to look at or to change', true),
      words('exclude', 'A word that stories must not have'),
      words('add', 'A thing that stories should have as well'),
      words('require', 'A thing of the topic that stories must have'),
      words('drop', 'A word that the topic asks for no more'),
      words('query', 'What the topic watches for, as a whole'),
      words('to', 'What the added word is another way of saying'),
    ],
  },
  changes(call, desk): readonly Scope[] {
    const topic = resolveTopic(desk, call, textOption(call, 'topic'));
    if (topic === null || !CHANGES.some((name) => textOption(call, name) !== '')) return changesNothing();
    // Every channel that follows it will hear of other stories.
    const channels = desk.watchlist.followers(topic.id).map(({ channel }) => channel);
    const distinct = [...new Map(channels.map((channel) => [channelKey(channel), channel])).values()];
    return distinct.length > MOST_CHANNELS_ASKED
      ? [{ kind: 'workspace' }]
      : distinct.map((channel) => ({ kind: 'channel', channel }));
  },
  async run(desk, call) {
    const typed = textOption(call, 'topic');
    const topic = resolveTopic(desk, call, typed);
    if (topic === null) return notFound(desk, call, typed);
    const changed = changedQuery(desk, call, topic);
    if (typeof changed !== 'string') return refusal(changed.problem, `Nothing was changed. ${changed.advice}`);
    return changed === topic.query ? show(desk, topic) : change(desk, topic, changed);
  },
};

function words(name: string, description: string): OptionSpec {
  return { name, description, required: false, type: 'text', suggest: null, named: true };
}

function notFound(desk: CommandDesk, call: Call, typed: string): Reply {
  const reply = unknownTopic(desk, call, typed);
  if (!/ (?:add|to|drop|require|exclude|query) /.test(typed)) return reply;
  return {
    ...reply,
    blocks: [
      ...reply.blocks,
      paragraph('Put several words in quotes: ', { kind: 'code', text: 'add "diplomatic mission"' }),
    ],
  };
}

/** The topic's query with everything that the call asks for. */
function changedQuery(desk: CommandDesk, call: Call, topic: Topic): string | Mistake {
  const [add, to, drop, require, exclude] = ['add', 'to', 'drop', 'require', 'exclude'].map((name) =>
    textOption(call, name),
  );
  if (to && !add)
    return { problem: `“to ${to}” needs a word that is added.`, advice: 'Name it: add consulate to embassy.' };
  const steps: readonly QueryChange[] = [
    ...(drop ? [{ kind: 'drop', words: drop } as const] : []),
    ...(add ? [{ kind: 'add', words: add, to: to || null } as const] : []),
    ...(require ? [{ kind: 'require', words: require } as const] : []),
    ...(exclude ? [{ kind: 'exclude', words: exclude } as const] : []),
  ];
  let query = textOption(call, 'query') || topic.query;
  for (const step of steps) {
    const outcome = changeQuery(query, step, desk.words.of(topic.workspace));
    if (!outcome.ok) return { problem: outcome.problem, advice: outcome.hint };
    query = outcome.query;
  }
  return query;
}

async function show(desk: CommandDesk, topic: Topic): Promise<Reply> {
  const compiled = compileTopic(topic.query, desk.words.of(topic.workspace));
  if (!compiled.ok) return queryRefusal(topic.query, compiled.error);
  const survey = await surveyArchive(desk, compiled.topic);
  const { blocks, suggested } = await feedbackBlocks(desk, topic, survey);
  return answer(
    `“${topic.name}”`,
    [
      paragraph('It watches for ', { kind: 'code', text: topic.query }),
      ...understoodBlocks(compiled.topic),
      paragraph(`Of ${count(survey.stories, 'known story', 'known stories')} it meets ${survey.matches.length}.`),
      ...blocks,
    ],
    [
      ...suggested.flatMap((word) =>
        button(`Exclude “${word}”`, formatLine(edit.spec, { topic: topic.id, exclude: word })),
      ),
      { label: 'Change', command: `/news edit ${topic.id}`, form: true },
      ...button('Preview', `/news preview ${topic.id}`),
    ],
  );
}

/** What people found not relevant, and words that would have kept it out and nothing else. */
async function feedbackBlocks(
  desk: CommandDesk,
  topic: Topic,
  survey: Survey,
): Promise<{ readonly blocks: readonly Block[]; readonly suggested: readonly string[] }> {
  const said = desk.feedback.ofTopic(topic.id).slice(0, MOST_REMARKS);
  const views = await Promise.all(said.map(({ report }) => desk.archive.story(report)));
  const told = said.flatMap(({ people }, n) => {
    const view = views[n];
    return view ? [{ people, view }] : [];
  });
  if (told.length === 0) return { blocks: [], suggested: [] };
  const unwanted = new Map<string, StoryView>(told.map(({ view }) => [view.story.id, view]));
  const wanted = survey.matches.flatMap(({ view }) => (unwanted.has(view.story.id) ? [] : [view]));
  const suggested = wordsToExclude(desk, topic, [...unwanted.values()], wanted.slice(0, MOST_WANTED));
  const blocks = [
    paragraph({ kind: 'strong', text: 'Found not relevant' }),
    list(
      told.slice(0, SHOWN).map(({ people, view }) => [`${count(people, 'person', 'people')}: `, ...storyLine(view)]),
    ),
    ...(told.length > SHOWN ? [paragraph(`And ${told.length - SHOWN} more.`)] : []),
    ...sayWords(suggested),
  ];
  return { blocks, suggested };
}

function sayWords(words: readonly string[]): readonly Block[] {
  if (words.length === 0) return [];
  const said = words.map((word) => `“${word}”`).join(', ');
  return [paragraph(`To leave such stories out and no other, exclude one of ${said}.`)];
}

/** Of the words that unwanted stories say and wanted ones do not, those that would keep such a story out. */
function wordsToExclude(
  desk: CommandDesk,
  topic: Topic,
  unwanted: readonly StoryView[],
  wanted: readonly StoryView[],
): readonly string[] {
  const found: string[] = [];
  const lexicon = desk.words.of(topic.workspace);
  for (const word of tellingWords(unwanted, wanted, desk.lexicon).slice(0, MOST_WORDS_TRIED)) {
    const changed = changeQuery(topic.query, { kind: 'exclude', words: word }, lexicon);
    const compiled = changed.ok ? compileTopic(changed.query, lexicon) : changed;
    // Articles of a story are judged together: a word that one of many says keeps nothing out.
    const keepsOut =
      compiled.ok && surveyStories(desk.lexicon, compiled.topic, unwanted).matches.length < unwanted.length;
    if (keepsOut) found.push(word);
    if (found.length === MOST_WORDS) break;
  }
  return found;
}

async function change(desk: CommandDesk, topic: Topic, query: string): Promise<Reply> {
  const [before, after] = [
    compileTopic(topic.query, desk.words.of(topic.workspace)),
    compileTopic(query, desk.words.of(topic.workspace)),
  ];
  if (!after.ok) return queryRefusal(query, after.error);
  const found = await surveyArchive(desk, after.topic);
  const foundBefore = before.ok ? await surveyArchive(desk, before.topic) : null;
  const isChanged = await desk.turns(async () => {
    if (desk.watchlist.topic(topic.id)?.query !== topic.query) return false;
    await commitChanges(desk.store, [desk.watchlist.edit(topic, query)]);
    return true;
  });
  if (!isChanged) {
    return refusal(
      'Somebody else has changed this topic meanwhile',
      'Nothing was changed. Look again with /news edit.',
    );
  }
  return answer(
    `“${topic.name}” was changed`,
    [
      paragraph('It watches for ', { kind: 'code', text: query }),
      ...understoodBlocks(after.topic),
      paragraph(sayCounts(foundBefore, found)),
      ...storyBlocks('It would have posted as well', without(found, foundBefore)),
      ...storyBlocks('It would not have posted any more', without(foundBefore, found)),
      paragraph('What was posted stays as it is.'),
    ],
    undoButtons(topic),
  );
}

function undoButtons(topic: Topic): readonly Action[] {
  return [
    ...button('Undo', formatLine(edit.spec, { topic: topic.id, query: topic.query })),
    ...button('Preview', `/news preview ${topic.id}`),
  ];
}

function sayCounts(before: Survey | null, after: Survey): string {
  const known = count(after.stories, 'known story', 'known stories');
  const [now, then] = [after.matches.length, before?.matches.length];
  const instead = then === undefined ? '' : then === now ? ', as before' : ` instead of ${then}`;
  return `Of ${known} it meets ${now}${instead}.`;
}

function without(one: Survey | null, other: Survey | null): readonly StoryView[] {
  const known = new Set(other?.matches.map(({ view }) => view.story.id));
  return one === null || other === null
    ? []
    : one.matches.flatMap(({ view }) => (known.has(view.story.id) ? [] : [view]));
}

function storyBlocks(heading: string, views: readonly StoryView[]): readonly Block[] {
  if (views.length === 0) return [];
  const more = views.length - SHOWN;
  return [
    paragraph({ kind: 'strong', text: heading }),
    list(views.slice(0, SHOWN).map(storyLine)),
    ...(more > 0 ? [paragraph(`And ${more} more.`)] : []),
  ];
}
