export type StoreErrorCode =
  | 'in-use'
  | 'newer'
  | 'read-only'
  | 'full'
  | 'unreadable'
  | 'unreachable'
  | 'bad-url'
  | 'not-empty'
  | 'half-restored';

/** The store cannot do what was asked. The message is one sentence for a person: what, where, what to do; it holds no secret. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
