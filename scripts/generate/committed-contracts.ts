import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CONTRACTS, type KeptContract } from './event-contracts.ts';

/** The contract files as they lie there. */
export async function contractsInTree(root: string): Promise<readonly KeptContract[]> {
  const names = await readdir(join(root, CONTRACTS)).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(root, CONTRACTS, file), 'utf8') })),
  );
}

/**
 * Every state in which a contract file was ever committed, as far as the clone goes back: whoever edits a file by hand
 * does not edit these. Nothing without git.
 */
export function contractsInHistory(root: string): readonly KeptContract[] {
  const log = git(root, ['log', '--format=', '--raw', '--no-abbrev', '--no-renames', '--', CONTRACTS]) ?? '';
  const fileOf = new Map<string, string>();
  for (const line of log.split('\n')) {
    // :<old mode> <mode> <old blob> <blob> <status>\t<path>
    const [change = '', path = ''] = line.split('\t');
    const blob = change.split(' ')[3] ?? '';
    if (path.endsWith('.json') && !/^0*$/.test(blob)) fileOf.set(blob, basename(path));
  }
  return [...fileOf].flatMap(([blob, file]) => {
    const text = git(root, ['cat-file', 'blob', blob]);
    return text === undefined ? [] : [{ file, text }];
  });
}

function git(root: string, words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return status === 0 ? stdout : undefined;
}
