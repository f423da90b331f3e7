// npm run prove [-- name …] [--seconds N] [--seed S] [--full]: the long proofs, time-boxed, with seeds that replay.
import { randomInt } from 'node:crypto';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Battery } from './prove/battery.ts';
import { replayHint, runBattery } from './prove/run-battery.ts';

const folder = join(import.meta.dirname, 'prove');
const batteries = await Promise.all(
  globSync('*.prove.ts', { cwd: folder })
    .toSorted()
    .map(async (file) => ((await import(join(folder, file))) as { battery: Battery }).battery),
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    seed: { type: 'string' },
    full: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !batteries.some((battery) => battery.name === name));
if (unknown.length > 0) {
  console.error(
    `unknown battery: ${unknown.join(', ')}; there are: ${batteries.map(({ name }) => name).join(', ')}`,
  );
  process.exit(64);
}

const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const chosen = batteries.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const TOLD_AGAIN = 3;
const broken: string[] = [];

for (const battery of chosen) {
  const seconds = values.full ? Number.POSITIVE_INFINITY : Number(values.seconds ?? battery.seconds);
  console.log(
    `\n${battery.name}: ${battery.title}\n  seed ${seed}, ${values.full ? 'to the full figures' : `${seconds} s`}`,
  );
  const started = performance.now();
  const log = (line: string) => console.log(`  ${line}`);
  const { name, rounds, failures } = await runBattery(battery, { seconds, seed, full: values.full, log });
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `  ${failures.length === 0 ? '✓' : '✗'} ${rounds} rounds in ${took} s, ${failures.length} failures`,
  );
  const told = failures.map((failure) => `  ${failure.what}\n  again: ${replayHint(name, failure)}`);
  for (const line of told) console.error(line);
  if (told.length > 0) broken.push(`${name}\n${told.slice(0, TOLD_AGAIN).join('\n')}`);
}

// Again at the end: whoever reads it there does not see the middle of a long output.
for (const one of broken) console.log(`\nBROKEN: ${one}`);
console.log(`\n${chosen.length - broken.length} of ${chosen.length} batteries held`);
process.exitCode = broken.length === 0 ? 0 : 1;
