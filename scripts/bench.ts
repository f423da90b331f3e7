// npm run bench [-- name …] [--rounds N]: measures, prints ratios, writes bench/results/<name>.json.
import { globSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark } from '../bench/benchmark.ts';
import { type MeasureSummary, summarise } from '../bench/summary.ts';
import { linesOf, type Table } from '../bench/table.ts';

const folder = resolve(import.meta.dirname, '../bench');
const benchmarks = await Promise.all(
  globSync('*.bench.ts', { cwd: folder })
    .toSorted()
    .map(async (file) => ((await import(join(folder, file))) as { benchmark: Benchmark }).benchmark),
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' } },
});
const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(
    `unknown benchmark: ${unknown.join(', ')}; there are: ${benchmarks.map(({ name }) => name).join(', ')}`,
  );
  process.exit(64);
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  versions: { node: process.version, v8: process.versions.v8 },
};
console.log(
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node.js ${machine.versions.node}`,
);

function row({ label, unit, median, spread, ratio, rounds }: MeasureSummary, width: number): string {
  const number = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 });
  const compared = ratio === undefined ? '' : `   × ${ratio.toFixed(2)}`;
  return `  ${label.padEnd(width)} ${number(median).padStart(12)} ${unit} (${number(spread[0])}–${number(spread[1])}, ${rounds} rounds)${compared}`;
}

await mkdir(join(folder, 'results'), { recursive: true });
for (const benchmark of benchmarks.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
)) {
  console.log(`\n${benchmark.name}: ${benchmark.title}`);
  const tables: Table[] = [];
  const log = (line: string) => console.log(`  ${line}`);
  const measures = await benchmark.run({
    rounds: Number(values.rounds),
    log,
    table(table) {
      tables.push(table);
      for (const line of linesOf(table)) log(line);
    },
  });
  const summary = summarise(measures);
  const width = Math.max(...summary.map(({ label }) => label.length));
  for (const measure of summary) console.log(row(measure, width));
  const result = { name: benchmark.name, at: new Date().toISOString(), machine, tables, summary, measures };
  await writeFile(join(folder, 'results', `${benchmark.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}
