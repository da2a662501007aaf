import type { Command } from './command.ts';
import { digest } from './digest.ts';
import { edit } from './edit.ts';
import { exportCommand } from './export.ts';
import { feeds } from './feeds.ts';
import { forget } from './forget.ts';
import { createHelp } from './help.ts';
import { importCommand } from './import.ts';
import { irrelevant } from './irrelevant.ts';
import { latest } from './latest.ts';
import { mute } from './mute.ts';
import { pause } from './pause.ts';
import { preview } from './preview.ts';
import { resume } from './resume.ts';
import { search } from './search.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { story } from './story.ts';
import { timeline } from './timeline.ts';
import { topics } from './topics.ts';
import { unwatch } from './unwatch.ts';
import { watch } from './watch.ts';
import { why } from './why.ts';
import { words } from './words.ts';

// A list by hand, and a test that it names every command of this folder: nothing is left out by a file's typo.
const VERBS: readonly Command[] = [
  watch,
  unwatch,
  topics,
  edit,
  preview,
  search,
  latest,
  story,
  timeline,
  why,
  digest,
  mute,
  pause,
  resume,
  irrelevant,
  words,
  feeds,
  settings,
  status,
  exportCommand,
  importCommand,
  forget,
];

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [...VERBS, createHelp(VERBS.map(({ spec }) => spec))];

export const COMMAND_SPECS = COMMANDS.map(({ spec }) => spec);
