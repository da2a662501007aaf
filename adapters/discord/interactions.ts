import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type InteractionEditReplyOptions,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { Log } from '../../src/lib/log.ts';
import { cutText } from '../../src/lib/text.ts';
import type { Host } from '../../src/platform/host.ts';
import type { Reply } from '../../src/platform/message.ts';
import { loadFile } from './attachment.ts';
import { type Pressed, readCustomId } from './buttons.ts';
import { callerOf, hereOf } from './caller.ts';
import { COMMAND } from './commands.ts';
import { type Attached, filledIn, renderForm } from './form.ts';
import { errorFields } from './outcome.ts';
import type { Places } from './places.ts';
import type { Lines } from './posting.ts';
import { renderReply } from './reply.ts';
import { plainLine } from './rich.ts';

export type InteractionOptions = {
  readonly host: Host;
  readonly places: Places;
  readonly lines: Lines;
  /** Another Discord than the public one; files are loaded from there, too. */
  readonly apiUrl: string | null;
  readonly log: Log;
};

type Answered =
  | ChatInputCommandInteraction<'cached' | 'raw'>
  | MessageContextMenuCommandInteraction<'cached' | 'raw'>
  | ButtonInteraction<'cached' | 'raw'>
  | ModalSubmitInteraction<'cached' | 'raw'>;

const MOST_CHOICES = 25;
const MAX_CHOICE = 100;

/** Does what a person asks of the bot. Never rejects: what goes wrong is told to the person and to the log. */
export function createInteractions({ host, places, lines, apiUrl, log }: InteractionOptions) {
  return async function take(interaction: Interaction): Promise<void> {
    try {
      if (interaction.isAutocomplete()) return await complete(interaction);
      if (!interaction.isRepliable()) return;
      if (!interaction.inGuild()) {
        await interaction.reply({
          content: ONLY_IN_SERVERS,
          flags: MessageFlags.Ephemeral,
          allowedMentions: { parse: [] },
        });
        return;
      }
      if (interaction.isChatInputCommand()) return await answer(interaction, () => runCommand(interaction));
      if (interaction.isMessageContextMenuCommand()) return await answer(interaction, () => askWhy(interaction));
      if (interaction.isButton()) return await press(interaction);
      if (interaction.isModalSubmit()) return await answer(interaction, () => submit(interaction));
    } catch (error) {
      // Discord did not take the answer (it came too late, or the message is gone): there is nobody left to tell.
      log.warn(errorFields(error), 'Discord did not take an answer to a person');
    }
  };

  /** Says at once that an answer will come, does the work, and shows what came of it to the person alone. */
  async function answer(interaction: Answered, work: () => Promise<Reply>): Promise<void> {
    // What was asked for in an answer takes that answer's place.
    const isOnAnswer =
      (interaction.isButton() || interaction.isModalSubmit()) &&
      interaction.message?.flags.has(MessageFlags.Ephemeral) === true;
    if (isOnAnswer && (interaction.isButton() || interaction.isFromMessage())) await interaction.deferUpdate();
    else await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply(await done(work));
  }

  async function done(work: () => Promise<Reply>): Promise<InteractionEditReplyOptions> {
    try {
      return await rendered(await work());
    } catch (error) {
      log.error(errorFields(error), 'A command failed');
      const advice = 'Newsdesk made a mistake, and its log says which. Try again in a moment.';
      return rendered(sorry('This did not work', advice));
    }
  }

  async function rendered(reply: Reply): Promise<InteractionEditReplyOptions> {
    const { body, lines: long, files } = renderReply(reply);
    for (const { id, line } of long) await lines.save(id, line);
    return {
      embeds: body.embeds,
      components: body.components,
      allowedMentions: { parse: [] },
      // None takes away those of the answer that stood here before.
      files: files.map(({ name, text }) => ({ name, attachment: Buffer.from(text) })),
    };
  }

  async function runCommand(interaction: ChatInputCommandInteraction<'cached' | 'raw'>): Promise<Reply> {
    const verb = interaction.options.getSubcommand(false);
    if (interaction.commandName !== COMMAND || verb === null) return sorry('There is no such command any more', RELOAD);
    const values = new Map<string, string | number | Attached | null>();
    for (const { name, value, attachment } of interaction.options.data[0]?.options ?? []) {
      if (attachment) values.set(name, attachment);
      else if (typeof value === 'string' || typeof value === 'number') values.set(name, value);
    }
    return run(interaction, verb, values);
  }

  async function run(
    interaction: Answered,
    verb: string,
    values: ReadonlyMap<string, string | number | Attached | null>,
  ): Promise<Reply> {
    const options: Record<string, string | number> = {};
    for (const [name, value] of values) {
      if (value === null) continue;
      if (typeof value !== 'object') {
        options[name] = value;
        continue;
      }
      const file = await loadFile(value, apiUrl);
      if (file.kind === 'none') return sorry('The file could not be read', file.reason);
      options[name] = file.text;
    }
    return host.run(verb, options, callerOf(interaction, places));
  }

  async function askWhy(interaction: MessageContextMenuCommandInteraction<'cached' | 'raw'>): Promise<Reply> {
    const { guildId, channelId, targetId } = interaction;
    const link = `https://discord.com/channels/${guildId}/${channelId}/${targetId}`;
    return host.say(`/${COMMAND} why ${link}`, callerOf(interaction, places));
  }

  async function lineOf(pressed: Pressed | null): Promise<string | null> {
    if (pressed === null) return null;
    return pressed.kind === 'line' ? pressed.line : lines.load(pressed.id);
  }

  async function press(interaction: ButtonInteraction<'cached' | 'raw'>): Promise<void> {
    const pressed = readCustomId(interaction.customId);
    if (pressed?.form && (await hasShownForm(interaction, pressed))) return;
    await answer(interaction, async () => {
      const line = await lineOf(pressed);
      return line === null
        ? sorry('This button no longer works', RELOAD)
        : host.say(line, callerOf(interaction, places));
    });
  }

  /** Shows the form for a line; false where there is none. It cannot be shown later: Discord takes it for a first answer only. */
  async function hasShownForm(interaction: ButtonInteraction<'cached' | 'raw'>, pressed: Pressed): Promise<boolean> {
    try {
      const line = await lineOf(pressed);
      const form = line === null ? null : host.form(line, callerOf(interaction, places), true);
      if (line === null || form === null || form.spec.options.length === 0) return false;
      await interaction.showModal(renderForm(form, line));
      return true;
    } catch (error) {
      log.error(errorFields(error), 'A form could not be shown');
      return false;
    }
  }

  async function submit(interaction: ModalSubmitInteraction<'cached' | 'raw'>): Promise<Reply> {
    const line = await lineOf(readCustomId(interaction.customId));
    const form = line === null ? null : host.form(line, callerOf(interaction, places), true);
    if (form === null) return sorry('This form no longer works', RELOAD);
    const values = new Map<string, string | number | Attached | null>(Object.entries(form.values));
    for (const [name, value] of filledIn(interaction)) {
      const isNumber = form.spec.options.some((option) => option.name === name && option.type === 'integer');
      values.set(name, isNumber && typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value);
    }
    return run(interaction, form.spec.name, values);
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    const verb = interaction.options.getSubcommand(false);
    if (!interaction.inGuild() || verb === null) return interaction.respond([]);
    const { name, value } = interaction.options.getFocused(true);
    const choices = await host.suggest(verb, name, String(value), hereOf(interaction)).catch((error: unknown) => {
      log.error(errorFields(error), 'A suggestion failed');
      return [];
    });
    await interaction.respond(
      choices
        .filter((choice) => choice.value !== '' && choice.value.length <= MAX_CHOICE)
        .slice(0, MOST_CHOICES)
        .map((choice) => ({ name: labelOf(choice.label, choice.value), value: choice.value })),
    );
  }
}

const ONLY_IN_SERVERS = 'Newsdesk works in the channels of a server: type /news there.';
const RELOAD = 'Newsdesk has changed since. Type /news help to see what there is now.';

function labelOf(label: string, value: string): string {
  const line = plainLine(label);
  return cutText(line === '' ? value : line, MAX_CHOICE);
}

function sorry(title: string, text: string): Reply {
  return { ok: false, title, blocks: [{ kind: 'text', text: [text] }], actions: [] };
}
