import { nearest } from '../lib/nearest.ts';
import type { CommandSpec, OptionSpec } from '../platform/command.ts';
import { type Command, changesNothing, textOption } from './command.ts';
import { answer, list, paragraph, refusal } from './reply.ts';

/** `help` explains the other commands, so it is made from their specs. */
export function createHelp(others: readonly CommandSpec[]): Command {
  const spec: CommandSpec = {
    name: 'help',
    description: 'Says what each command does.',
    example: '/news help watch',
    options: [
      {
        name: 'command',
        description: 'The command to explain',
        required: false,
        type: 'text',
        suggest: 'command',
        named: false,
      },
    ],
  };
  const all = [...others, spec];
  return {
    spec,
    changes: changesNothing,
    async run(_desk, call) {
      const verb = textOption(call, 'command').toLowerCase();
      if (verb === '') {
        return answer('What Newsdesk can do', [
          list(all.map(({ name, description }) => [{ kind: 'code', text: `/news ${name}` }, ` — ${description}`])),
        ]);
      }
      const found = all.find(({ name }) => name === verb);
      if (found === undefined) {
        const near = nearest(
          verb,
          all.map(({ name }) => name),
        );
        return refusal(`There is no command “${verb}”`, near ? `Did you mean “${near}”?` : '/news help lists them.');
      }
      const options = found.options.map((option) => [
        { kind: 'code', text: usage(option) } as const,
        ` — ${option.description}`,
      ]);
      return answer(`/news ${found.name}`, [
        paragraph(found.description),
        ...(options.length > 0 ? [list(options)] : []),
        paragraph('For example: ', { kind: 'code', text: found.example }),
      ]);
    },
  };
}

function usage(option: OptionSpec): string {
  switch (option.type) {
    case 'text':
      if (option.named) return `[${option.name} …]`;
      return option.required ? `<${option.name}>` : `[${option.name}]`;
    case 'integer':
      return `[${option.name} ${option.min}–${option.max}]`;
    case 'choice':
      return option.required ? `<${option.choices.join('|')}>` : `[${option.name} ${option.choices.join('|')}]`;
    case 'channel':
      return '[in #channel]';
    case 'role':
      return `[${option.name} @role]`;
    case 'file':
      return `<${option.name}>`;
  }
}
