// npm test [-- <vitest filters and options>]: everything this machine can run, but for the long rehearsals, which are part of the proofs
// and run here where a filter names them; see scripts/test/global-setup.ts.
import { resolve } from 'node:path';
import { parseCLI, startVitest } from 'vitest/node';
import { SummaryReporter, tallyLine } from './test/summary-reporter.ts';

const root = resolve(import.meta.dirname, '..');
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const rehearsals = filter.some((name) => name.includes('rehearsal')) ? [] : ['**/*.rehearsal.test.ts'];
const cliExclude = [...(options.cliExclude ?? []), ...rehearsals];
const summary = new SummaryReporter();
const reporters = [...[options.reporters ?? 'default'].flat(), summary];
const vitest = await startVitest('test', filter, { root, ...options, cliExclude, watch: false, reporters });
await vitest.close();

const { tally } = summary;
const noSkips = process.env['QUOTEWRIGHT_TEST_NO_SKIPS'] === '1';
if (tally.skipped.length > 0) {
  console.log(`\nSkipped:\n${tally.skipped.map((name) => `  ${name}`).join('\n')}`);
  if (noSkips) console.error('QUOTEWRIGHT_TEST_NO_SKIPS=1 allows no skipped test.');
}
const good = tally.failed === 0 && tally.passed > 0 && !(noSkips && tally.skipped.length > 0);
// vitest has set an exit code of its own for what a reporter never sees, such as a failed global setup.
process.exitCode = good ? (process.exitCode ?? 0) : 1;
console.log(`\n${tallyLine(tally)}`);
