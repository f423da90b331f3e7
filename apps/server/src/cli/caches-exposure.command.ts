import { createReadStream } from 'node:fs';
import { parseKey } from '@quotewright/acceleration';
import {
  type ExposureQuestion,
  type ExposureReport,
  exposure,
  keyHash,
  linesOfLog,
} from '@quotewright/platform/cache';
import { Command, InvalidArgumentError } from 'commander';
import { describeModules } from '../compose/describe-modules.ts';
import { exitCodes } from './exit-codes.ts';
import { documentOfAnswer, headOfTable, linesOfReport, rowsOfAnswer } from './exposure-lines.ts';
import { pointInTime } from './point-in-time.ts';

interface ExposureOptions {
  readonly log: readonly string[];
  readonly category?: string;
  readonly key?: readonly string[];
  readonly copyVersion?: string;
  readonly foreign: boolean;
  readonly tenant?: string;
  readonly from?: number;
  readonly to?: number;
  readonly madeFrom?: number;
  readonly madeTo?: number;
  readonly json: boolean;
}

const HELP = `
Reads the log of servers (QUOTEWRIGHT_LOG_FORMAT=json, level info or finer) in which each request, and each job, names the copies it was
answered from, and asks neither the database nor Redis. Name what is suspect by its category, its keys, or --foreign; what else is given narrows
it. A line names the first 32 copies: of an answer with more, "perhaps" says that a suspect one may be among the rest.
What was computed from a suspect copy may have been kept as a copy of its own ("into"): ask for that category next, with --made-from.
Rotated files: --log app.log app.log.1; packed ones: zcat app.log.*.gz | quotewright caches exposure --log - …
Exit status: 0 no answer was given from these copies · 1 some were, or may have been · 65 the log has no answers.`;

export function exposureCommand(): Command {
  return new Command('exposure')
    .description('list the answers that were given from suspect copies, out of the log')
    .requiredOption('--log <files...>', 'of all servers; - is standard input')
    .option('--category <name>', 'as `caches list` names it')
    .option('--key <key>', 'as answers show it, or its hash as the log has it; may be repeated', together)
    .option(
      '--copy-version <version>',
      'the version part as keys have it, such as v42, or what a pointer says',
    )
    .option('--foreign', "copies that say themselves that they are another tenant's than the caller's", false)
    .option('--tenant <id>', 'only answers to its callers')
    .option(
      '--from <time>',
      'answers from then on: 2026-03-01T08:30:00Z, 2026-03-01 (UTC), or 24h ago',
      pointInTime,
    )
    .option('--to <time>', 'answers until then', pointInTime)
    .option('--made-from <time>', 'copies that were read from the database from then on', pointInTime)
    .option('--made-to <time>', 'copies that were read from the database until then', pointInTime)
    .option('--json', 'a JSON object on each line: the answers, and a summary at the end', false)
    .addHelpText('after', HELP)
    .action(async (options: ExposureOptions) => {
      process.exitCode = await search(options);
    });
}

async function search(options: ExposureOptions): Promise<number> {
  const { json, log } = options;
  const named = await question(options);
  if (typeof named === 'string') {
    console.error(named);
    return exitCodes.usage;
  }
  if (!json) console.log(headOfTable());
  const report = await exposure(linesOfLog(piecesOf(log)), named, (answer) => {
    const lines = json ? [JSON.stringify(documentOfAnswer(answer))] : rowsOfAnswer(answer);
    for (const line of lines) console.log(line);
  });
  if (json) console.log(JSON.stringify({ kind: 'summary', ...report }));
  else for (const line of linesOfReport(report)) console.log(line);
  return statusOf(report);
}

function statusOf({ answered, answers, perhaps }: ExposureReport): number {
  if (answered === 0) {
    console.error(
      'There is no answer in this log: is it a log of servers, written as JSON, with level info?',
    );
    return exitCodes.badInput;
  }
  return answers + perhaps > 0 ? exitCodes.failure : exitCodes.ok;
}

/** In words, what is wrong with the question: one that asks for something that cannot be would look as if all were well. */
async function question(options: ExposureOptions): Promise<ExposureQuestion | string> {
  const { category, key: keys, copyVersion: version, foreign, tenant, from, to, madeFrom, madeTo } = options;
  if (category === undefined && keys === undefined && !foreign) {
    return 'Say which copies are suspect: --category, --key or --foreign.';
  }
  const categories = await declaredCategories();
  if (category !== undefined && !categories.some(({ name }) => name === category)) {
    return `There is no category ${category}: \`quotewright caches list\` names those there are.`;
  }
  const hashes = keys?.map((text) => {
    if (HASH.test(text)) return text;
    const key = parseKey(text, categories);
    if (typeof key === 'string') return undefined;
    return category === undefined || key.category.name === category ? keyHash(text) : undefined;
  });
  const wrong = hashes?.indexOf(undefined) ?? -1;
  if (wrong >= 0)
    return `This is neither a hash nor a key${category ? ` of ${category}` : ''}: ${keys?.[wrong]}`;
  return {
    suspect: {
      ...(category !== undefined && { category }),
      ...(hashes !== undefined && { keyHashes: new Set(hashes as string[]) }),
      ...(version !== undefined && { version }),
      ...(foreign && { foreign }),
      ...(madeFrom !== undefined && { madeFrom }),
      ...(madeTo !== undefined && { madeTo }),
    },
    ...(tenant !== undefined && { tenant }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

const HASH = /^[0-9a-f]{16}$/;

async function declaredCategories() {
  const described = describeModules();
  try {
    return described.caches.map(({ category }) => category);
  } finally {
    await described.close();
  }
}

async function* piecesOf(files: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    yield* file === '-' ? process.stdin : createReadStream(file);
    // A file that ends within a line must not run into the next.
    yield NEWLINE;
  }
}

const NEWLINE = Buffer.from('\n');

function together(key: string, before: readonly string[] = []): readonly string[] {
  if (key === '') throw new InvalidArgumentError('give a key');
  return [...before, key];
}
