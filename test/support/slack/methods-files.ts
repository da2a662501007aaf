import { isJson, type Json, parseJson } from './block-check.ts';
import { botMethod, count, json, type Method, words } from './method.ts';
import { findPostable, PLAIN_MANNER, readWords, storeMessage } from './posting.ts';
import { refuse } from './refusal.ts';
import { type FileState, nextId, type TeamState, type World } from './world.ts';

export const FILE_METHODS: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': botMethod(
    { tier: 4, scopes: ['files:write'] },
    { filename: words, length: count, alt_text: words.optional(), snippet_type: words.optional() },
    ({ world }, team, args) => {
      if (args.filename === '' || args.length < 1) return refuse('invalid_arguments');
      const id = nextId(world, 'F');
      const facts = { id, name: args.filename, title: args.filename, owner: team.botUserId, length: args.length };
      team.files.set(id, { ...facts, bytes: null, isComplete: false, channels: [] });
      return { ok: true, upload_url: `${world.base}/upload/${team.id}/${id}`, file_id: id };
    },
  ),
  'files.completeUploadExternal': botMethod(
    { tier: 4, scopes: ['files:write'] },
    {
      files: json,
      channel_id: words.optional(),
      channels: words.optional(),
      thread_ts: words.optional(),
      initial_comment: words.optional(),
      blocks: json.optional(),
    },
    (stage, team, args) => {
      const files = uploaded(team, args.files);
      const ids = [args.channel_id, ...(args.channels?.split(',') ?? [])].filter((id) => id !== undefined);
      const channels = ids.map((id) => findPostable(stage.world, team, id));
      // Only a member may share a file, whatever it may write.
      for (const channel of channels) if (!channel.members.has(team.botUserId)) return refuse('not_in_channel');
      const comment = { text: args.initial_comment, blocks: args.blocks };
      const hasComment = comment.text !== undefined || comment.blocks !== undefined;
      const content = hasComment ? readWords(stage.world, comment) : { text: '', blocks: [], shown: [] };
      for (const { file, title } of files) {
        file.title = title ?? file.title;
        file.isComplete = true;
        file.channels.push(...channels.map(({ id }) => id));
      }
      for (const channel of channels) {
        storeMessage(stage, team, channel, content, {
          ...PLAIN_MANNER,
          user: team.botUserId,
          threadTs: args.thread_ts ?? null,
          files: files.map(({ file }) => storedFile(file)),
        });
      }
      return { ok: true, files: files.map(({ file }) => fileJson(stage.world, team, file)) };
    },
  ),
  'files.info': botMethod({ tier: 4, scopes: ['files:read'] }, { file: words }, ({ world }, team, args) => {
    const file = team.files.get(args.file);
    if (file === undefined || !file.isComplete) return refuse('file_not_found');
    return { ok: true, file: fileJson(world, team, file), comments: [] };
  }),
};

function uploaded(
  team: TeamState,
  sent: unknown,
): readonly { readonly file: FileState; readonly title: string | null }[] {
  const list = parseJson(sent, 'invalid_arguments');
  if (!Array.isArray(list) || list.length === 0) return refuse('invalid_arguments');
  return list.map((entry) => {
    const file = isJson(entry) ? team.files.get(String(entry['id'])) : undefined;
    if (file === undefined || !isJson(entry)) return refuse('file_not_found');
    // The bytes have to be there, as many as were announced.
    if (file.bytes?.length !== file.length) return refuse('file_update_failed');
    return { file, title: typeof entry['title'] === 'string' ? entry['title'] : null };
  });
}

export function storedFile({ id, name, title, bytes, channels }: FileState) {
  return { id, name, title, text: bytes?.toString('utf8') ?? '', channels: [...channels] };
}

/** A file as the API and payloads give it. */
export function fileJson(world: World, team: TeamState, file: FileState): Json {
  const address = `${world.base}/files/${team.id}/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    user: file.owner,
    mimetype: 'text/plain',
    filetype: 'text',
    size: file.length,
    mode: 'hosted',
    is_external: false,
    is_public: false,
    url_private: address,
    url_private_download: address,
    channels: file.channels,
  };
}
