import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ReadingReport {
  /** The first time in the life of the process. */
  readonly coldMs: number;
  /** Once the compiler has settled. */
  readonly warmMs: number;
  /** The first whole answer, with all that is made when it is first needed. */
  readonly firstAnswerMs: number;
  /** Memory that reading takes, and with what is there after the first answer. */
  readonly decodedBytes: number;
  readonly usedBytes: number;
}

const PROGRAM = fileURLToPath(new URL('./reading-process.ts', import.meta.url));

/** Reads the artefact in a process of its own: memory and first times are not those of whoever measured before. */
export async function readingOf(bytes: Uint8Array): Promise<ReadingReport> {
  const folder = await mkdtemp(join(tmpdir(), 'quotewright-bench-'));
  try {
    const file = join(folder, 'artefact');
    await writeFile(file, bytes);
    const child = fork(PROGRAM, [file], { execArgv: ['--expose-gc'] });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the process that reads ended with code ${code}`);
    });
    const [report] = (await Promise.race([once(child, 'message'), ended])) as [ReadingReport];
    await ended.catch(() => undefined);
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
