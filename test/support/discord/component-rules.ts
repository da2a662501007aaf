import type { Fault } from './errors.ts';
import { isObject } from './schemas.ts';
import type { Json } from './state.ts';

const ROW = 1;
const BUTTON = 2;
const TEXT_INPUT = 4;
const TEXT_DISPLAY = 10;
const LABEL = 18;
const LINK = 5;
const PREMIUM = 6;

const MAX_ROWS = 5;
const MAX_BUTTONS = 5;
const MAX_COMPONENTS = 40;
const MAX_TEXT = 4_000;

export type Path = readonly (string | number)[];
type Placed = { readonly component: Json; readonly path: Path };

/** Every component, those within others too, with its place. */
export function walk(components: readonly Json[], path: Path): readonly Placed[] {
  return components.flatMap((component, index) => {
    const here = [...path, index];
    const inner = objects(component['components']);
    const single = ['accessory', 'component'].flatMap((key) => {
      const value = component[key];
      return isObject(value) ? [{ component: value, path: [...here, key] }] : [];
    });
    return [{ component, path: here }, ...walk(inner, [...here, 'components']), ...single];
  });
}

export function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** What Discord finds wrong with the components of a message beside their shape. */
export function componentFaults(components: readonly Json[], isV2: boolean, path: Path): readonly Fault[] {
  const all = walk(components, path);
  return [
    ...(isV2 ? v2Faults(all, path) : legacyFaults(components, path)),
    ...all.flatMap(rowFaults),
    ...all.flatMap(buttonFaults),
    ...all.flatMap(selectFaults),
    ...duplicates(all),
  ];
}

function legacyFaults(components: readonly Json[], path: Path): readonly Fault[] {
  const faults: Fault[] = [];
  if (components.length > MAX_ROWS) {
    faults.push({ path, code: 'BASE_TYPE_BAD_LENGTH', message: `Must be between 1 and ${MAX_ROWS} in length.` });
  }
  components.forEach((component, index) => {
    if (component['type'] === ROW) return;
    faults.push({
      path: [...path, index, 'type'],
      code: 'UNION_TYPE_CHOICES',
      message: 'Value of field "type" must be one of (1,).',
    });
  });
  return faults;
}

function v2Faults(all: readonly Placed[], path: Path): readonly Fault[] {
  const faults: Fault[] = [];
  if (all.length > MAX_COMPONENTS) {
    faults.push({
      path,
      code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      message: 'The total number of components exceeds 40.',
    });
  }
  if (shownText(all) > MAX_TEXT) {
    faults.push({
      path,
      code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      message: 'Total text size in components exceeds maximum allowed limit of 4000.',
    });
  }
  return faults;
}

function shownText(all: readonly Placed[]): number {
  return all.reduce((sum, { component }) => {
    const content = component['type'] === TEXT_DISPLAY ? component['content'] : '';
    return sum + (typeof content === 'string' ? content.length : 0);
  }, 0);
}

function rowFaults({ component, path }: Placed): readonly Fault[] {
  if (component['type'] !== ROW) return [];
  const inner = objects(component['components']);
  const buttons = inner.filter(({ type }) => type === BUTTON).length;
  const tooWide = buttons > MAX_BUTTONS || (buttons < inner.length && inner.length > 1);
  if (!tooWide) return [];
  return [
    {
      path: [...path, 'components'],
      code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
      message: 'The specified component exceeds the maximum width',
    },
  ];
}

function buttonFaults({ component, path }: Placed): readonly Fault[] {
  if (component['type'] !== BUTTON) return [];
  const style = component['style'];
  const faults: Fault[] = [];
  const fault = (key: string, code: string, message: string) => faults.push({ path: [...path, key], code, message });
  if (style === LINK) {
    if (!text(component['url'])) fault('url', 'BASE_TYPE_REQUIRED', 'A url is required');
    if (text(component['custom_id'])) {
      fault(
        'custom_id',
        'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE',
        'A custom id and url cannot both be specified',
      );
    }
  } else if (style !== PREMIUM) {
    if (!text(component['custom_id'])) fault('custom_id', 'BASE_TYPE_REQUIRED', 'A custom id is required');
    if (text(component['url'])) {
      fault('url', 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', 'A custom id and url cannot both be specified');
    }
  }
  const url = text(component['url']);
  if (url && !hasScheme(url, ['http', 'https', 'discord'])) {
    fault('url', 'URL_TYPE_INVALID_SCHEME', `Scheme of "${url}" must be one of ('http', 'https', 'discord').`);
  }
  if (style !== PREMIUM && !text(component['label'])?.trim() && !component['emoji']) {
    fault('label', 'BUTTON_COMPONENT_MISSING_LABEL_OR_EMOJI', 'A button must have a label or an emoji');
  }
  return faults;
}

function selectFaults({ component, path }: Placed): readonly Fault[] {
  if (component['type'] !== 3) return [];
  const options = objects(component['options']);
  const values = options.map(({ value }) => value);
  const faults: Fault[] = [];
  if (new Set(values).size < values.length) {
    faults.push({
      path: [...path, 'options'],
      code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
      message: 'The specified option value is already used',
    });
  }
  const max = component['max_values'];
  const chosen = options.filter((option) => option['default'] === true).length;
  if (typeof max === 'number' && max > options.length) {
    faults.push({ path: [...path, 'max_values'], code: 'NUMBER_TYPE_MAX', message: 'More than there are options.' });
  }
  if (chosen > (typeof max === 'number' ? max : 1)) {
    faults.push({
      path: [...path, 'options'],
      code: 'SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES',
      message: 'More options are chosen than may be.',
    });
  }
  return faults;
}

function duplicates(all: readonly Placed[]): readonly Fault[] {
  const seen = new Set<string>();
  return all.flatMap(({ component, path }) => {
    const id = text(component['custom_id']);
    if (!id || !seen.has(id)) {
      if (id) seen.add(id);
      return [];
    }
    return [
      {
        path: [...path, 'custom_id'],
        code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
        message: 'Component custom id cannot be duplicated',
      },
    ];
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function hasScheme(url: string, schemes: readonly string[]): boolean {
  return schemes.some((scheme) => url.toLowerCase().startsWith(`${scheme}://`));
}

/** What Discord finds wrong with a modal beside its shape. */
export function modalFaults(components: readonly Json[]): readonly Fault[] {
  const path = ['data', 'components'];
  const all = walk(components, path);
  const faults: Fault[] = [...duplicates(all), ...all.flatMap(selectFaults)];
  if (components.length > MAX_ROWS) {
    faults.push({ path, code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 1 and 5 in length.' });
  }
  components.forEach((component, index) => {
    const inner = objects(component['components']);
    if (component['type'] !== ROW) return;
    if (inner.length !== 1 || inner[0]?.['type'] !== TEXT_INPUT) {
      faults.push({
        path: [...path, index, 'components'],
        code: 'BASE_TYPE_BAD_LENGTH',
        message: 'A row of a modal holds one text input.',
      });
    } else if (!text(inner[0]['label'])) {
      faults.push({
        path: [...path, index, 'components', 0, 'label'],
        code: 'BASE_TYPE_REQUIRED',
        message: 'This field is required',
      });
    }
  });
  for (const { component, path: place } of all) {
    if (component['type'] === TEXT_INPUT) faults.push(...inputFaults(component, place));
    const held = component['component'];
    if (component['type'] === LABEL && isObject(held) && held['type'] === TEXT_INPUT && text(held['label'])) {
      faults.push({
        path: [...place, 'component', 'label'],
        code: 'BASE_TYPE_BAD',
        message: 'A text input within a label has no label of its own.',
      });
    }
  }
  return faults;
}

function inputFaults(component: Json, path: Path): readonly Fault[] {
  const value = text(component['value']);
  const max = component['max_length'];
  const min = component['min_length'];
  const faults: Fault[] = [];
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    faults.push({ path: [...path, 'min_length'], code: 'NUMBER_TYPE_MAX', message: 'min_length is above max_length.' });
  }
  if (value && ((typeof max === 'number' && value.length > max) || (typeof min === 'number' && value.length < min))) {
    faults.push({
      path: [...path, 'value'],
      code: 'BASE_TYPE_BAD_LENGTH',
      message: 'The value does not fit its own limits.',
    });
  }
  return faults;
}
