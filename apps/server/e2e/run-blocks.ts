import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type CodeBlock, shows } from './code-blocks.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);

/** Between the outputs of two blocks; bash prints it, no server does. */
const MARK = '=== end of block ===';

/** What a page shows after a block of commands, and what these really print. */
interface Difference {
  readonly shown: string;
  readonly printed: string;
}

/** Runs the commands of a page in one shell, in the root of the repository, against this server. */
export async function runBlocks(
  blocks: readonly CodeBlock[],
  server: { readonly url: string },
  environment: NodeJS.ProcessEnv,
): Promise<readonly Difference[]> {
  const commands = blocks.filter(({ language }) => language === 'sh');
  const script = commands
    .map(({ text }) => `${text.replaceAll('http://127.0.0.1:3000', server.url)}\necho '${MARK}'\n`)
    .join('');
  const { stdout } = await run('bash', ['-eu', '-o', 'pipefail', '-c', script], {
    env: environment,
    cwd: ROOT,
  });
  const outputs = stdout.split(`${MARK}\n`);
  return [...expectations(blocks)]
    .map(([index, shown]) => ({ shown, printed: outputs[index] ?? '' }))
    .filter(({ shown, printed }) => !shows(shown, printed));
}

/** What the page shows after its n-th block of commands. */
function expectations(blocks: readonly CodeBlock[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let commands = 0;
  for (const { language, text } of blocks) {
    if (language === 'sh') commands += 1;
    else if (language === 'text') found.set(commands - 1, text);
  }
  return found;
}
