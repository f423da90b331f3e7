#!/usr/bin/env node
// The one entry point: the packed bundle when it is there, the sources (type-stripped) in a checkout.
import { existsSync, mkdirSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { env, versions } = process;
const [major = 0, minor = 0] = versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  console.error(`quotewright needs Node.js 22.22 or newer; this is ${versions.node}.`);
  process.exit(69);
}
if (env.NODE_COMPILE_CACHE === undefined) keepCompiled();
const bundle = new URL('../dist/main.js', import.meta.url);
const source = new URL('../src/main.ts', import.meta.url);
await import((existsSync(source) ? source : bundle).href);

/** Reading compiled code takes half the time of compiling it. It is kept in a folder of the user's own, since what is there is run. */
function keepCompiled() {
  const caches = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folders = [caches, join(caches, 'quotewright'), join(caches, 'quotewright', 'compiled')];
  try {
    // One by one: a folder whose parent is missing is not made, and a system that denies it is not asked again and again.
    for (const folder of folders) if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    module.enableCompileCache(folders.at(-1));
  } catch {
    // Without a place to keep it in everything works, half a second later.
  }
}
