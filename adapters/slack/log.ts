import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../src/lib/log.ts';

/** Slack's tokens, and the addresses that act as such. */
const SECRETS = /\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[\w.-]+|\bwss?:\/\/\S+|https:\/\/hooks\.slack\.com\/\S+/g;

/** Bolt's talk in our log: its warnings and errors, without secrets. What it says below that holds whole payloads. */
export function boltLogger(log: Log): Logger {
  return {
    debug() {},
    info() {},
    warn: (...said) => log.warn({ said: textOf(said) }, 'slack client'),
    error: (...said) => log.error({ said: textOf(said) }, 'slack client'),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}

/** What an error says, without secrets. */
export function errorText(error: unknown): string {
  return (error instanceof Error ? error.message : 'unknown error').replace(SECRETS, '…').slice(0, 500);
}

function textOf(said: readonly unknown[]): string {
  return said
    .map((part) => (typeof part === 'string' ? part : part instanceof Error ? part.message : ''))
    .join(' ')
    .replace(SECRETS, '…')
    .slice(0, 500);
}
