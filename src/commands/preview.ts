import { DAY_MS } from '../lib/clock.ts';
import type { Action, Block } from '../platform/message.ts';
import { compileTopic } from '../topics/compile.ts';
import { type Command, type CommandDesk, changesNothing, numberOption, textOption, workspaceOf } from './command.ts';
import { formatLine } from './parse.ts';
import { answer, button, count, list, paragraph, storyLine } from './reply.ts';
import { resolveTopic, topicOption } from './resolve.ts';
import { queryRefusal, type Survey, type Surveyed, surveyArchive, understoodBlocks } from './survey.ts';
import { watch } from './watch.ts';

const SHOWN = 5;
/** A miss this far below is not borderline. */
const BORDERLINE_SCORE = 0.3;

export const preview: Command = {
  spec: {
    name: 'preview',
    description: 'Tries a topic on what is already known, before anybody follows it.',
    example: '/news preview US–Russia embassy talks days 30',
    options: [
      topicOption('What to watch for', true),
      { name: 'days', description: 'How many days back', required: false, type: 'integer', min: 1, max: 3650 },
    ],
  },
  changes: changesNothing,
  async run(desk, call) {
    const typed = textOption(call, 'topic');
    const known = resolveTopic(desk, call, typed);
    const { name, query } = known ?? { name: typed, query: typed };
    const compiled = compileTopic(query, desk.words.of(workspaceOf(call)));
    if (!compiled.ok) return queryRefusal(query, compiled.error);
    const survey = await surveyArchive(desk, compiled.topic);
    return answer(
      `Preview of “${name}”`,
      [
        ...understoodBlocks(compiled.topic),
        ...countBlocks(desk, survey, numberOption(call, 'days', 30)),
        ...storyBlocks('The best', best(survey.matches)),
        ...storyBlocks('Borderline: nearly posted', borderline(survey)),
      ],
      watchButtons(known?.id ?? typed),
    );
  },
};

/** To follow it as it is, and to be asked how. */
function watchButtons(topic: string): readonly Action[] {
  return button('Watch', formatLine(watch.spec, { topic })).flatMap((action) => [
    action,
    { label: 'Watch …', command: action.command, form: true as const },
  ]);
}

function countBlocks(desk: CommandDesk, survey: Survey, days: number): readonly Block[] {
  if (survey.stories === 0)
    return [paragraph(`There is nothing to try it on yet. Put article files into ${desk.seedsFolder}.`)];
  const since = desk.clock() - days * DAY_MS;
  const recent = survey.matches.filter(({ view }) => view.time !== null && view.time.at >= since).length;
  const aDay = recent === 0 ? '' : `, ${(recent / days).toFixed(1)} a day`;
  const whole = `Of all ${count(survey.stories, 'story', 'stories')} that were looked through, ${survey.matches.length} would match.`;
  return [
    paragraph(
      `In the last ${count(days, 'day', 'days')} it would have posted ${count(recent, 'story', 'stories')}${aDay}. ${whole}`,
    ),
  ];
}

function best(matches: readonly Surveyed[]): readonly Surveyed[] {
  return [...matches].sort((a, b) => b.match.score - a.match.score).slice(0, SHOWN);
}

function borderline({ misses }: Survey): readonly Surveyed[] {
  return misses.filter(({ match }) => match.score >= BORDERLINE_SCORE).slice(0, SHOWN);
}

function storyBlocks(heading: string, found: readonly Surveyed[]): readonly Block[] {
  if (found.length === 0) return [];
  return [
    paragraph({ kind: 'strong', text: heading }),
    list(
      found.map(({ view, match }) => [
        ...storyLine(view),
        ` — score ${match.score.toFixed(2)}. ${match.why.join('; ')}`,
      ]),
    ),
  ];
}
