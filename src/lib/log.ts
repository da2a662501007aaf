import { pino, stdSerializers } from 'pino';
import pretty from 'pino-pretty';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where things are reported. Messages are constant; what varies goes into the fields. */
export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** A log on standard error: readable lines where a person watches, JSON where a program does. */
export function createLog(level: LogLevel, isTerminal: boolean): Log {
  const options = { level, base: null, serializers: { error: stdSerializers.err } };
  if (!isTerminal) return pino(options, pino.destination(2));
  return pino(options, pretty({ destination: 2, sync: true, translateTime: 'HH:MM:ss', colorize: true }));
}

/** Says nothing; for work whose findings are returned anyway. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
