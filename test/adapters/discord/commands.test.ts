import { ApplicationCommandUpdateRequestSchema } from 'discord-api-spec/zod';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { commandsOf } from '../../../adapters/discord/commands.ts';
import { renderForm } from '../../../adapters/discord/form.ts';
import { COMMANDS } from '../../../src/commands/list.ts';

const SPECS = COMMANDS.map(({ spec }) => spec);

const texts = z.record(z.string(), z.string()).default({});
const option = z.object({
  name: z.string(),
  description: z.string(),
  description_localizations: texts,
  required: z.boolean().default(false),
  choices: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});
const command = z.object({
  name: z.string(),
  description: z.string().default(''),
  options: z.array(option.extend({ options: z.array(option).default([]) })).default([]),
});

/** What Discord counts of a text: the longest of its translations. */
function longest(text: string, translations: Readonly<Record<string, string>>): number {
  return Math.max(text.length, ...Object.values(translations).map((translated) => translated.length));
}

test('every command of Newsdesk is one that Discord takes', () => {
  for (const body of commandsOf(SPECS)) {
    const sent: unknown = JSON.parse(JSON.stringify(body));
    const checked = ApplicationCommandUpdateRequestSchema.safeParse(sent);
    expect(checked).toMatchObject({ success: true });
    if (checked.success) expect(checked.data).toEqual(sent);
    const { name, description, options } = command.parse(sent);
    expect(options.length).toBeLessThanOrEqual(25);
    let characters = name.length + description.length;
    for (const verb of [...options, ...options.flatMap((one) => one.options)]) {
      expect(verb.name).toMatch(/^[-_\p{Ll}\p{N}]{1,32}$/u);
      expect(verb.choices.length).toBeLessThanOrEqual(25);
      characters += verb.name.length + longest(verb.description, verb.description_localizations);
      for (const choice of verb.choices) characters += choice.name.length + choice.value.length;
    }
    expect(characters).toBeLessThanOrEqual(8_000);
    for (const verb of options) {
      const required = verb.options.map((one) => one.required);
      expect(required).toEqual([...required].sort((a, b) => Number(b) - Number(a)));
    }
  }
});

test('descriptions are there in the languages that Newsdesk speaks', () => {
  const [news] = commandsOf(SPECS).map((body) => command.parse(body));
  for (const verb of news?.options ?? []) {
    expect(Object.keys(verb.description_localizations).sort(), verb.name).toEqual(['de', 'es-419', 'es-ES', 'fr']);
  }
});

test('a form of any command fits into what Discord shows', () => {
  for (const spec of SPECS.filter(({ options }) => options.length > 0)) {
    const form = renderForm({ spec, values: {} }, spec.example);
    expect(form.components.length).toBeLessThanOrEqual(5);
    for (const component of form.components) {
      if (!('label' in component)) throw new Error('a field has no label');
      expect(component.label.length).toBeLessThanOrEqual(45);
      expect(component.description?.length ?? 0).toBeLessThanOrEqual(100);
    }
  }
});
