/** Slack says no: `error` is Slack's name for why, `more` what the answer holds beside it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly error: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(error: string, more: Readonly<Record<string, unknown>> = {}) {
    super(error);
    this.error = error;
    this.more = more;
  }
}

export function refuse(error: string, more: Readonly<Record<string, unknown>> = {}): never {
  throw new Refusal(error, more);
}

/** A refusal that says where, as Slack does for blocks, views and arguments. */
export function refuseWith(error: string, sentences: readonly string[]): never {
  return refuse(error, {
    errors: sentences,
    response_metadata: { messages: sentences.map((sentence) => `[ERROR] ${sentence}`) },
  });
}
