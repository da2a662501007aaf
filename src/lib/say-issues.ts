import type { z } from 'zod';
import { nearest } from './nearest.ts';

/**
 * What a schema found wrong, in words for the person who wrote it: where, what, and for an unknown key the known one that
 * was meant. `known` are the keys that are valid anywhere in what was checked. Parse with `reportInput: true`, or a value
 * that is missing cannot be told from one of the wrong kind.
 */
export function sayIssues(error: z.ZodError, known: readonly string[] = []): string {
  return error.issues.map((issue) => sayIssue(issue, known)).join('; ');
}

function sayIssue(issue: z.core.$ZodIssue, known: readonly string[]): string {
  const where = issue.path.map(String).join(' → ');
  const at = where === '' ? 'this' : `"${where}"`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, known)).join('; ');
    case 'invalid_type':
      return issue.input === undefined && where !== '' ? `${at} is missing` : `${at} must be ${kindOf(issue.expected)}`;
    case 'too_small':
      return issue.origin === 'string' ? `${at} must not be empty` : `${at} must be at least ${issue.minimum}`;
    case 'too_big':
      return `${at} must be at most ${issue.maximum}`;
    case 'custom':
      return `${at} is ${issue.message}`;
    case 'invalid_union':
      return where === '' ? 'this has the wrong shape' : `${at} is missing or of the wrong kind`;
    default:
      return `${at}: ${issue.message}`;
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return `"${key}" is not known here${near === null ? '' : `; did you mean "${near}"?`}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with names and values',
  record: 'a section with names and values',
};

function kindOf(expected: string): string {
  return KINDS[expected] ?? expected;
}
