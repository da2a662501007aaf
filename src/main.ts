#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// TypeScript is stripped and compiled once, not at every start: half of the time that a short verb takes.
enableCompileCache();
const { runCommandLine } = await import('./cli/run.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
