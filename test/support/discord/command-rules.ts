import { objects, type Path } from './component-rules.ts';
import { type Fault, invalidForm } from './errors.ts';
import { checkBody, isObject, type SchemaName } from './schemas.ts';
import type { Json, State } from './state.ts';

const SLASH = 1;
const SUBCOMMAND = 1;
const GROUP = 2;
const MAX_CHARACTERS = 8_000;
const NAME = /^[-_\p{L}\p{N}]{1,32}$/u;
const MAX_OF_TYPE: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };

const LOCALES = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  ),
);

/** Throws 50035 for a command that Discord would not register. Gives the command as an object. */
export function checkCommand(state: State, schema: SchemaName, body: unknown, base: Path = []): Json {
  checkBody(state, schema, withNumericPermissions(body), base);
  if (!isObject(body))
    throw invalidForm([{ path: [...base, 'name'], code: 'BASE_TYPE_REQUIRED', message: 'Required' }]);
  const isSlash = (body['type'] ?? SLASH) === SLASH;
  const faults: Fault[] = [...nameFaults(body, base, isSlash), ...localeFaults(body, base, isSlash)];
  if (isSlash) {
    if (schema !== 'editCommand' || body['description'] !== undefined) faults.push(...descriptionFaults(body, base));
    faults.push(...optionsFaults(objects(body['options']), [...base, 'options'], 0));
  } else if (body['description'] || objects(body['options']).length > 0) {
    faults.push({ path: [...base, 'description'], code: 'BASE_TYPE_BAD', message: 'A menu command has none.' });
  }
  if (characters(body) > MAX_CHARACTERS) {
    faults.push({
      path: base.length > 0 ? base : ['name'],
      code: 'APPLICATION_COMMAND_TOO_LARGE',
      message: `Command exceeds maximum size (${MAX_CHARACTERS}).`,
    });
  }
  if (faults.length > 0) throw invalidForm(faults);
  return body;
}

/** Throws 50035 where there would be too many commands, or two of one name and type. */
export function checkTogether(commands: readonly Json[]): void {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const counts = new Map<number, number>();
  commands.forEach((command, index) => {
    const type = typeof command['type'] === 'number' ? command['type'] : SLASH;
    const key = `${type} ${String(command['name'])}`;
    if (seen.has(key)) {
      faults.push({
        path: [index],
        code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
        message: 'Application command names must be unique',
      });
    }
    seen.add(key);
    counts.set(type, (counts.get(type) ?? 0) + 1);
    if ((counts.get(type) ?? 0) > (MAX_OF_TYPE[type] ?? 0)) {
      faults.push({
        path: [index],
        code: 'APPLICATION_COMMANDS_MAX_EXCEEDED',
        message: 'Maximum number of application commands reached.',
      });
    }
  });
  if (faults.length > 0) throw invalidForm(faults);
}

/** Discord takes these bits as text too, which its published schema does not say. */
function withNumericPermissions(body: unknown): unknown {
  if (!isObject(body) || typeof body['default_member_permissions'] !== 'string') return body;
  return { ...body, default_member_permissions: Number(body['default_member_permissions']) };
}

function nameFaults(holder: Json, path: Path, isSlash: boolean): readonly Fault[] {
  const name = holder['name'];
  if (typeof name !== 'string') return [];
  return isGoodName(name, isSlash)
    ? []
    : [{ path: [...path, 'name'], code: 'APPLICATION_COMMAND_INVALID_NAME', message: 'Command name is invalid' }];
}

function isGoodName(name: string, isSlash: boolean): boolean {
  return isSlash ? NAME.test(name) && name === name.toLowerCase() : name.trim().length >= 1 && name.length <= 32;
}

function descriptionFaults(holder: Json, path: Path): readonly Fault[] {
  const description = holder['description'];
  if (typeof description === 'string' && description.trim().length >= 1 && description.length <= 100) return [];
  const message = 'Must be between 1 and 100 in length.';
  return [{ path: [...path, 'description'], code: 'BASE_TYPE_BAD_LENGTH', message }];
}

function localeFaults(holder: Json, path: Path, isSlash: boolean): readonly Fault[] {
  const check = (key: string, isGood: (text: string) => boolean): readonly Fault[] => {
    const localized = holder[key];
    if (!isObject(localized)) return [];
    return Object.entries(localized).flatMap(([locale, text]): Fault[] => {
      const place = [...path, key, locale];
      if (!LOCALES.has(locale)) return [{ path: place, code: 'BASE_TYPE_CHOICES', message: 'No such locale.' }];
      if (typeof text === 'string' && isGood(text)) return [];
      return [{ path: place, code: 'APPLICATION_COMMAND_INVALID_NAME', message: 'The localized text is invalid.' }];
    });
  };
  return [
    ...check('name_localizations', (text) => isGoodName(text, isSlash)),
    ...check('description_localizations', (text) => text.trim().length >= 1 && text.length <= 100),
  ];
}

function optionsFaults(options: readonly Json[], path: Path, depth: number): readonly Fault[] {
  const faults: Fault[] = [];
  const names = options.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    faults.push({ path, code: 'APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE', message: 'Option names must be unique' });
  }
  const nesting = options.filter(({ type }) => type === SUBCOMMAND || type === GROUP).length;
  if (nesting > 0 && nesting < options.length) {
    faults.push({
      path,
      code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
      message: 'Sub-command and sub-command group option types are mutually exclusive to all other types',
    });
  }
  const firstOptional = options.findIndex(({ required }) => required !== true);
  options.forEach((option, index) => {
    const here = [...path, index];
    faults.push(...nameFaults(option, here, true), ...descriptionFaults(option, here));
    faults.push(...localeFaults(option, here, true), ...choiceFaults(option, here), ...rangeFaults(option, here));
    if (option['required'] === true && firstOptional !== -1 && index > firstOptional) {
      faults.push({
        path: here,
        code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        message: 'Required options must be placed before non-required options',
      });
    }
    if (option['type'] === GROUP ? depth > 0 : option['type'] === SUBCOMMAND && depth > 1) {
      faults.push({
        path: here,
        code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
        message: 'Groups hold sub-commands and nothing deeper.',
      });
    }
    const inner = objects(option['options']);
    if (inner.length > 25) {
      faults.push({
        path: [...here, 'options'],
        code: 'BASE_TYPE_BAD_LENGTH',
        message: 'Must be 25 or fewer in length.',
      });
    }
    if (inner.length > 0) {
      const deeper = option['type'] === GROUP ? depth + 1 : depth + 2;
      faults.push(...optionsFaults(inner, [...here, 'options'], deeper));
    }
  });
  return faults;
}

function choiceFaults(option: Json, path: Path): readonly Fault[] {
  const choices = objects(option['choices']);
  const faults: Fault[] = [];
  const fault = (code: string, message: string) => faults.push({ path: [...path, 'choices'], code, message });
  if (choices.length > 25) fault('BASE_TYPE_BAD_LENGTH', 'Must be 25 or fewer in length.');
  if (choices.length > 0 && option['autocomplete'] === true) {
    fault('APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID', 'Autocomplete and choices exclude one another.');
  }
  for (const key of ['name', 'value']) {
    const values = choices.map((choice) => choice[key]);
    if (new Set(values).size < values.length)
      fault('APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_EXISTS', 'Option choice exists.');
    if (values.some((value) => typeof value === 'string' && (value.length < 1 || value.length > 100))) {
      fault('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
    }
  }
  return faults.concat(choices.flatMap((choice, index) => choiceLocaleFaults(choice, [...path, 'choices', index])));
}

function choiceLocaleFaults(choice: Json, path: Path): readonly Fault[] {
  const localized = choice['name_localizations'];
  if (!isObject(localized)) return [];
  return Object.entries(localized).flatMap(([locale, text]) => {
    const fits = typeof text === 'string' && text.length >= 1 && text.length <= 100;
    if (LOCALES.has(locale) && fits) return [];
    return [{ path: [...path, 'name_localizations', locale], code: 'BASE_TYPE_CHOICES', message: 'Bad localization.' }];
  });
}

function rangeFaults(option: Json, path: Path): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [low, high] of [
    ['min_value', 'max_value'],
    ['min_length', 'max_length'],
  ] as const) {
    const least = option[low];
    const most = option[high];
    if (typeof least !== 'number' || typeof most !== 'number' || least <= most) continue;
    faults.push({ path: [...path, low], code: 'NUMBER_TYPE_MAX', message: `${low} is above ${high}.` });
  }
  return faults;
}

/** The characters of names, descriptions and values; of what is localized the longest counts. */
function characters(holder: Json): number {
  const own =
    longest(holder['name'], holder['name_localizations']) +
    longest(holder['description'], holder['description_localizations']) +
    (typeof holder['value'] === 'string' ? holder['value'].length : 0);
  return [...objects(holder['options']), ...objects(holder['choices'])].reduce(
    (sum, one) => sum + characters(one),
    own,
  );
}

function longest(text: unknown, localized: unknown): number {
  const texts = [text, ...(isObject(localized) ? Object.values(localized) : [])];
  return Math.max(...texts.map((value) => (typeof value === 'string' ? value.length : 0)));
}
