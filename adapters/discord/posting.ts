import { setTimeout as sleep } from 'node:timers/promises';
import { type RouteLike, Routes } from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../src/lib/log.ts';
import { fold } from '../../src/lib/text.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Message } from '../../src/platform/message.ts';
import type { Outcome } from '../../src/platform/platform.ts';
import type { LongLine } from './buttons.ts';
import { markOf, nonceOf } from './mark.ts';
import { CODES, errorFields, type Failure, failureOf } from './outcome.ts';
import { lackSentence, type Place } from './places.ts';
import { type MessageBody, nameOf, type Rendered, renderEdit, renderPost, threadName, untitled } from './render.ts';
import type { Api } from './rest.ts';
import { isSnowflake } from './rich.ts';
import { messageSchema, type RawMessage, type SeenMessages } from './seen.ts';
import type { Targets } from './targets.ts';

/** Command lines that are too long for a button. */
export type Lines = {
  save(id: string, line: string): Promise<void>;
  /** Null where none was saved under the id. */
  load(id: string): Promise<string | null>;
};

export type PostingOptions = {
  readonly api: Api;
  readonly targets: Targets;
  readonly seen: SeenMessages;
  readonly lines: Lines;
  readonly log: Log;
};

export type Posting = {
  post(address: ChannelAddress, message: Message, key: string): Promise<Outcome>;
  edit(address: ChannelAddress, messageId: string, message: Message): Promise<Outcome>;
  reply(address: ChannelAddress, messageId: string, message: Message, key: string): Promise<Outcome>;
};

const idSchema = z.object({ id: z.string() });

/** So often a message is published at most, each try so much later than the one before. */
const PUBLISH_TRIES = 3;
const PUBLISH_AGAIN_MS = 500;

/** A thread that nobody wrote in for this long is closed by Discord; writing opens it again. */
const THREAD_MINUTES = 1_440;

export function createPosting({ api, targets, seen, lines, log }: PostingOptions): Posting {
  const { resolve, hindered, explained } = targets;
  /** Messages that are known to have a thread. */
  const withThread = new Set<string>();

  async function keepLines(long: readonly LongLine[]): Promise<Outcome | null> {
    try {
      for (const { id, line } of long) await lines.save(id, line);
      return null;
    } catch {
      return { kind: 'failed', reason: 'What the buttons of the message ask for could not be kept.', afterMs: 5_000 };
    }
  }

  async function create(channelId: string, { body }: Rendered, key: string, answers: string | null): Promise<string> {
    const reference = answers === null ? {} : { message_reference: { message_id: answers } };
    const whole = { ...body, ...reference, nonce: nonceOf(key), enforce_nonce: true };
    const answer = await withOpenThread(channelId, async () =>
      messageSchema.parse(await api.post(Routes.channelMessages(channelId), whole)),
    );
    await complete(channelId, answer, body);
    return answer.id;
  }

  /**
   * Sees to it that a message which Discord has taken shows what it was to show.
   * @throws EmptiedError where Newsdesk lost Embed Links in this moment: the message is taken away then
   */
  async function complete(channelId: string, answer: RawMessage, body: MessageBody): Promise<void> {
    const route = Routes.channelMessage(channelId, answer.id);
    try {
      // A nonce that is known gives the message of an earlier attempt, which may say something older.
      if (answer.embeds.length === 0) await api.delete(route);
      else if (wordsIn(answer) !== wordsIn(body)) await api.patch(route, { ...body, content: undefined });
    } catch (error) {
      log.warn({ channel: channelId, ...errorFields(error) }, 'A message does not show what it should');
    }
    if (answer.embeds.length === 0) throw new EmptiedError();
  }

  /** Does something in a thread that may have been closed meanwhile; one that is not locked is opened again. */
  async function withOpenThread<T>(threadId: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (codeOf(failureOf(error)) !== CODES.archivedThread) throw error;
      await api.patch(Routes.channel(threadId), { archived: false });
      return work();
    }
  }

  async function post(address: ChannelAddress, message: Message, key: string): Promise<Outcome> {
    const target = await resolve(address);
    if (target.kind === 'closed') return target.outcome;
    const { channelId, place } = target;
    const rendered = renderPost(message, markOf(key), address.workspace);
    const stopped = (await hindered(place, 'post')) ?? (await keepLines(rendered.lines));
    if (stopped !== null) return stopped;
    try {
      const messageId =
        place?.kind === 'forum'
          ? await openPost(place, message, rendered)
          : await create(channelId, rendered, key, null);
      remember(messageId, message, key);
      if (place?.kind === 'announcement' && message.kind !== 'note' && message.publish)
        await publish(channelId, messageId);
      return { kind: 'done', messageId };
    } catch (error) {
      return error instanceof EmptiedError ? EMPTIED : explained(error, 'create', address);
    }
  }

  /** A post of a forum is a thread; its first message has the thread's id. */
  async function openPost(forum: Place, message: Message, { body }: Rendered): Promise<string> {
    const topics = new Set(message.kind === 'alert' ? message.topics.map(fold) : []);
    const fitting = forum.tags.filter(({ name }) => topics.has(fold(name)));
    const chosen = fitting.length > 0 || !forum.requiresTag ? fitting : forum.tags;
    const applied_tags = chosen.slice(0, fitting.length > 0 ? 5 : 1).map(({ id }) => id);
    return open(Routes.threads(forum.id), threadName(message), untitled(message), { applied_tags, message: body });
  }

  /** Opens a thread. Servers that Discord lists for everybody let no name have certain words, and news has them: it is `instead` then. */
  async function open(route: RouteLike, name: string, instead: string, others: object): Promise<string> {
    const attempt = async (name: string) => {
      const whole = { name, auto_archive_duration: THREAD_MINUTES, ...others };
      return idSchema.parse(await api.post(route, whole)).id;
    };
    try {
      return await attempt(name);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind !== 'answered' || failure.field !== 'name') throw error;
      return attempt(instead);
    }
  }

  // The message is posted, whatever comes of this. What is published already may be published again.
  async function publish(channelId: string, messageId: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await api.post(Routes.channelMessageCrosspost(channelId, messageId), undefined);
        return;
      } catch (error) {
        if (tries < PUBLISH_TRIES && isPassing(failureOf(error))) {
          await sleep(tries * PUBLISH_AGAIN_MS);
          continue;
        }
        log.warn(
          { channel: channelId, ...errorFields(error) },
          'A message could not be published to following servers',
        );
        return;
      }
    }
  }

  function remember(messageId: string, message: Message, key: string): void {
    seen.keep(messageId, { mark: markOf(key), headline: threadName(message) });
  }

  async function edit(address: ChannelAddress, messageId: string, message: Message): Promise<Outcome> {
    const target = await resolve(address);
    if (target.kind === 'closed') return target.outcome;
    if (!isSnowflake(messageId)) return MESSAGE_GONE;
    const { place } = target;
    const channelId = place?.kind === 'forum' ? messageId : target.channelId;
    try {
      const rendered = renderEdit(message, await markAt(channelId, messageId));
      const stopped = (await hindered(place, 'edit')) ?? (await keepLines(rendered.lines));
      if (stopped !== null) return stopped;
      const answer = await withOpenThread(channelId, async () =>
        messageSchema.parse(await api.patch(Routes.channelMessage(channelId, messageId), rendered.body)),
      );
      return answer.embeds.length === 0 ? EMPTIED : { kind: 'done', messageId };
    } catch (error) {
      const code = codeOf(failureOf(error));
      if (place?.kind === 'forum' && code === CODES.unknownChannel) return MESSAGE_GONE;
      if (isInThread(place) && code === CODES.missingPermissions) return { kind: 'uneditable', reason: LOCKED };
      return explained(error, 'edit', address);
    }
  }

  /** The mark that the message carries. One that may not be read is edited without. */
  async function markAt(channelId: string, messageId: string): Promise<string | null> {
    try {
      return (await seen.get(channelId, messageId)).mark;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'answered' && failure.status === 403) return null;
      throw error;
    }
  }

  async function reply(address: ChannelAddress, messageId: string, message: Message, key: string): Promise<Outcome> {
    const target = await resolve(address);
    if (target.kind === 'closed') return target.outcome;
    if (!isSnowflake(messageId)) return MESSAGE_GONE;
    const { channelId, place } = target;
    const rendered = renderEdit(message, markOf(key));
    const stopped = await keepLines(rendered.lines);
    if (stopped !== null) return stopped;
    const isPost = place?.kind === 'forum';
    let inThread: boolean;
    try {
      inThread = isPost || (hasThreads(place) && (await openThread(channelId, messageId, message)));
    } catch (error) {
      return explained(error, 'look', address);
    }
    try {
      const replyId = await say(
        channelId,
        messageId,
        rendered,
        key,
        inThread ? (isPost ? 'post' : 'thread') : 'answer',
      );
      remember(replyId, message, key);
      return { kind: 'done', messageId: replyId };
    } catch (error) {
      if (error instanceof EmptiedError) return EMPTIED;
      const code = codeOf(failureOf(error));
      if (isPost && code === CODES.unknownChannel) return MESSAGE_GONE;
      const outcome = await explained(error, 'create', address);
      // A single post of a forum that is locked says nothing of the forum.
      return outcome.kind === 'refused' && isPost && isShut(code) ? { ...outcome, reach: 'message' } : outcome;
    }
  }

  async function say(
    channelId: string,
    messageId: string,
    rendered: Rendered,
    key: string,
    where: 'post' | 'thread' | 'answer',
  ): Promise<string> {
    if (where === 'answer') return answerTo(channelId, messageId, rendered, key);
    try {
      return await create(messageId, rendered, key, null);
    } catch (error) {
      // The thread was deleted, and Discord lets a message have only one; or Newsdesk may not write in threads.
      const code = codeOf(failureOf(error));
      const isBarred = code === CODES.unknownChannel || code === CODES.missingAccess || isShut(code);
      if (where === 'post' || !isBarred) throw error;
      withThread.delete(messageId);
      return answerTo(channelId, messageId, rendered, key);
    }
  }

  /** Answers the message in its channel; where the history may not be read, Discord lets nobody answer, and it is said by itself. */
  async function answerTo(channelId: string, messageId: string, rendered: Rendered, key: string): Promise<string> {
    try {
      return await create(channelId, rendered, key, messageId);
    } catch (error) {
      if (codeOf(failureOf(error)) !== CODES.noHistoryToAnswer) throw error;
      return create(channelId, rendered, key, null);
    }
  }

  /** Sees to it that the message has a thread; false where it cannot have one. */
  async function openThread(channelId: string, messageId: string, message: Message): Promise<boolean> {
    if (withThread.has(messageId)) return true;
    try {
      const headline = await headlineOf(channelId, messageId);
      const name = nameOf(headline ?? '', threadName(message));
      await open(Routes.threads(channelId, messageId), name, untitled(message), {});
    } catch (error) {
      const failure = failureOf(error);
      const code = codeOf(failure);
      if (code !== CODES.threadExists) {
        const isForbidden = failure.kind === 'answered' && failure.status === 403;
        const isImpossible = code === CODES.wrongChannelType || code === CODES.tooManyThreads;
        if (isForbidden || isImpossible) return false;
        throw error;
      }
    }
    withThread.add(messageId);
    if (withThread.size > 5_000) withThread.clear();
    return true;
  }

  async function headlineOf(channelId: string, messageId: string): Promise<string | null> {
    try {
      return (await seen.get(channelId, messageId)).headline;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'answered' && failure.status === 403) return null;
      throw error;
    }
  }

  return { post, edit, reply };
}

/** Discord took a message and left its embeds out, which is all that it shows. */
class EmptiedError extends Error {
  constructor() {
    super('Discord left out what the message shows.');
  }
}

const EMPTIED: Outcome = { kind: 'refused', reach: 'channel', reason: lackSentence(['Embed Links']) };

/** What a message says. Discord trims texts. */
function wordsIn({ embeds }: RawMessage | MessageBody): string {
  return embeds.map(({ description }) => description?.replace(/\s+/g, ' ').trim() ?? '').join('\n');
}

const MESSAGE_GONE: Outcome = { kind: 'refused', reach: 'message', reason: 'The message was deleted.' };
const LOCKED = 'The thread of the message is locked: somebody who may manage threads can unlock it.';

/** True where the same call may succeed in a moment. A limit of publishing lasts for up to an hour. */
function isPassing(failure: Failure): boolean {
  return failure.kind === 'unsent' || failure.kind === 'lost' || (failure.kind === 'answered' && failure.status >= 500);
}

function codeOf(failure: Failure): number | null {
  return failure.kind === 'answered' ? failure.code : null;
}

/** A thread that cannot be written in: locked, or closed for good, or for want of a permission. */
function isShut(code: number | null): boolean {
  return code === CODES.threadLocked || code === CODES.missingPermissions || code === CODES.archivedThread;
}

function hasThreads(place: Place | null): boolean {
  return place?.kind === 'text' || place?.kind === 'announcement';
}

function isInThread(place: Place | null): boolean {
  return place?.kind === 'thread' || place?.kind === 'forum';
}
