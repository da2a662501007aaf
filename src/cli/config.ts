import { EXIT, type Verb } from './verb.ts';

export const config: Verb = {
  name: 'config',
  usage: '[--json]',
  summary: 'Shows every setting in force and where its value came from. Secrets are hidden.',
  example: 'npx newsdesk config',
  options: { json: { type: 'boolean' } },
  optionHelp: { json: 'one JSON object a setting, for programs' },
  async run({ options, terminal, settings }) {
    const { views } = settings();
    const width = (column: (view: (typeof views)[number]) => string) =>
      Math.max(...views.map((view) => column(view).length));
    const keys = width(({ key }) => key);
    const values = width(({ value }) => value);
    for (const view of views) {
      const { key, value, from, env } = view;
      const line = `${key.padEnd(keys)}  ${value.padEnd(values)}  ${from}${from === 'default' ? ` (${env})` : ''}`;
      terminal.out(options['json'] === true ? JSON.stringify(view) : line);
    }
    return EXIT.ok;
  },
};
