import { commitChanges } from '../store/change.ts';
import {
  MOST_OWN_FORMS,
  MOST_OWN_WORDS,
  type OwnWord,
  ownKey,
  readOwnWord,
  sayOwnForm,
  sayOwnWord,
  splitOwnWord,
} from '../topics/own-words.ts';
import { readPhrase } from '../topics/reading.ts';
import {
  type Call,
  type Command,
  type CommandDesk,
  changesNothing,
  numberOption,
  textOption,
  workspaceOf,
} from './command.ts';
import { formatLine } from './parse.ts';
import { answer, button, count, enumerated, list, paragraph, refusal } from './reply.ts';

const A_PAGE = 10;
const MOST_PAGES = MOST_OWN_WORDS / A_PAGE;
/** Topics that are looked through for those that say a word. */
const MOST_TOPICS = 2_000;

export const words: Command = {
  spec: {
    name: 'words',
    description: 'Lists, adds or removes words of your own: further ways of saying what topics say.',
    example: '/news words add embassy: chancery, mission ~0.5',
    options: [
      {
        name: 'what',
        description: 'See them, add a word or another way of saying it, or take one away',
        required: true,
        type: 'choice',
        choices: ['list', 'add', 'remove'],
      },
      {
        name: 'word',
        description: 'The word, a colon, and what means the same; ~0.5 behind what only may mean it',
        required: false,
        type: 'text',
        suggest: 'word',
        named: false,
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
  changes: (call) => (isLook(call) ? changesNothing() : [{ kind: 'workspace' }]),
  async run(desk, call) {
    if (isLook(call)) return show(desk, call);
    return desk.turns(() => (textOption(call, 'what') === 'add' ? add(desk, call) : remove(desk, call)));
  },
};

function isLook(call: Call): boolean {
  return textOption(call, 'what') === 'list' || textOption(call, 'word') === '';
}

/** What chats may have put around a line: backticks, or quotes around the whole. */
function typedWord(call: Call): string {
  return textOption(call, 'word')
    .trim()
    .replace(/^(["'`“”])(.*)\1$/u, '$2');
}

function show(desk: CommandDesk, call: Call) {
  const all = desk.words.words(workspaceOf(call));
  const addAction = { label: 'Add', command: '/news words add', form: true as const };
  if (all.length === 0) {
    const how = paragraph('Say what its topics should count as well, as in: ', {
      kind: 'code',
      text: words.spec.example,
    });
    return answer('This workspace has no words of its own', [how], [addAction]);
  }
  const pages = Math.ceil(all.length / A_PAGE);
  const page = Math.min(numberOption(call, 'page', 1), pages);
  const shown = all.slice((page - 1) * A_PAGE, page * A_PAGE);
  return answer(
    count(all.length, 'word of this workspace', 'words of this workspace'),
    [
      list(
        shown.map(({ heading, forms }) => [
          { kind: 'strong', text: heading },
          ` — also ${forms.map(sayOwnForm).join(', ')}`,
        ]),
      ),
      ...(pages > 1 ? [paragraph(`Page ${page} of ${pages}.`)] : []),
    ],
    [
      ...(page > 1 ? button('Previous', `/news words list page ${page - 1}`) : []),
      ...(page < pages ? button('Next', `/news words list page ${page + 1}`) : []),
      addAction,
    ],
  );
}

async function add(desk: CommandDesk, call: Call) {
  const workspace = workspaceOf(call);
  const { heading, forms } = splitOwnWord(typedWord(call));
  const read = readOwnWord(heading, forms, desk.lexicon);
  if (!read.ok) return refused(read);
  const before = known(desk, call, heading);
  if (before === undefined && desk.words.words(workspace).length >= MOST_OWN_WORDS) {
    return refusal(
      `This workspace has ${MOST_OWN_WORDS} words already`,
      'It may have no more. /news words remove takes one away.',
    );
  }
  const added = new Set(read.word.forms.map(({ text }) => text));
  const word: OwnWord = {
    heading: before?.heading ?? heading,
    forms: [...(before?.forms.filter(({ text }) => !added.has(text)) ?? []), ...read.word.forms],
  };
  if (word.forms.length > MOST_OWN_FORMS) {
    return refusal(
      `“${word.heading}” would have ${word.forms.length} ways of saying it; it may have ${MOST_OWN_FORMS}.`,
      'Take some away first: /news words remove.',
    );
  }
  await commitChanges(desk.store, [desk.words.put(workspace, word)]);
  return answer(
    `“${word.heading}” is said in more ways here`,
    [
      paragraph('A topic that says it also counts ', word.forms.map(sayOwnForm).join(', '), '.'),
      ...topicsThatSay(desk, workspace, word),
    ],
    before === undefined
      ? button('Undo', formatLine(words.spec, { what: 'remove', word: word.heading }))
      : button('List', '/news words'),
  );
}

async function remove(desk: CommandDesk, call: Call) {
  const workspace = workspaceOf(call);
  const { heading, forms } = splitOwnWord(typedWord(call));
  const word = known(desk, call, heading);
  if (word === undefined) {
    return refusal(`This workspace has no word “${heading}” of its own`, '/news words lists those that it has.');
  }
  const gone = new Set(forms.map((form) => ownKey(form.replace(/~.*$/su, ''))));
  const strange = forms.find(
    (form) => !word.forms.some(({ text }) => ownKey(text) === ownKey(form.replace(/~.*$/su, ''))),
  );
  if (strange !== undefined) {
    return refusal(
      `“${word.heading}” is not said as “${strange}” here`,
      `It has ${word.forms.map(sayOwnForm).join(', ')}.`,
    );
  }
  const left = forms.length === 0 ? [] : word.forms.filter(({ text }) => !gone.has(ownKey(text)));
  const after = { ...word, forms: left };
  await commitChanges(desk.store, [
    left.length === 0 ? desk.words.remove(workspace, word) : desk.words.put(workspace, after),
  ]);
  return answer(
    left.length === 0
      ? `“${word.heading}” is said as everywhere again`
      : `“${word.heading}” is said in fewer ways here`,
    [
      ...(left.length === 0 ? [] : [paragraph('It also counts ', left.map(sayOwnForm).join(', '), '.')]),
      ...topicsThatSay(desk, workspace, word),
    ],
    button('Undo', formatLine(words.spec, { what: 'add', word: sayOwnWord(word) })),
  );
}

function refused({ problem, advice }: { readonly problem: string; readonly advice: string }) {
  return refusal('This word cannot be taken', problem, `Nothing was changed. ${advice}`);
}

function known(desk: CommandDesk, call: Call, heading: string): OwnWord | undefined {
  return desk.words.words(workspaceOf(call)).find((word) => ownKey(word.heading) === ownKey(heading));
}

/** Which topics change with it: without one, the word waits for the first. */
function topicsThatSay(desk: CommandDesk, workspace: string, word: OwnWord) {
  const stems = ownKey(word.heading);
  const saying = desk.watchlist
    .topics(workspace)
    .slice(0, MOST_TOPICS)
    .filter(({ query }) => {
      const said = readPhrase(query).map(({ stem }) => stem);
      return ` ${said.join(' ')} `.includes(` ${stems} `);
    });
  if (saying.length === 0) return [paragraph('No topic says it yet.')];
  return [
    paragraph(
      `${count(saying.length, 'topic says', 'topics say')} it: `,
      ...enumerated(saying.map(({ name }) => [{ kind: 'strong', text: name }])),
      '. What was posted stays as it is.',
    ),
  ];
}
