import type { Choice } from './control.ts';
import type { ChannelState, Json } from './state.ts';

export const INTERACTION = { command: 2, component: 3, autocomplete: 4, form: 5 } as const;
type InteractionType = (typeof INTERACTION)[keyof typeof INTERACTION];

export const ANSWER = { message: 4, thinking: 5, later: 6, update: 7, choices: 8, modal: 9 } as const;

/** What a person sees first of an interaction, and finally where it was deferred. */
export type Outcome =
  | { readonly kind: 'message' | 'update'; readonly messageId: string; readonly deferred: boolean }
  | { readonly kind: 'modal'; readonly data: Json }
  | { readonly kind: 'choices'; readonly choices: readonly Choice[] };

export type InteractionState = {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly personId: string;
  readonly channel: ChannelState;
  readonly createdAt: number;
  /** The message whose component was used, or that of the component which opened the form. */
  readonly sourceId: string | null;
  readonly followUps: string[];
  answered: number | null;
  originalId: string | null;
  settle(outcome: Outcome): void;
  fail(reason: string): void;
  /** Starts anew the time within which something must be seen. */
  waitFor(ms: number, reason: string): void;
};
