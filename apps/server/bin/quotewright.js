#!/usr/bin/env node
// The one entry point: the packed bundle when it is there, the sources (type-stripped) in a checkout.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  console.error(`quotewright needs Node.js 22.22 or newer; this is ${process.versions.node}.`);
  process.exit(69);
}
const bundle = new URL('../dist/main.js', import.meta.url);
const source = new URL('../src/main.ts', import.meta.url);
await import((existsSync(source) ? source : bundle).href);
