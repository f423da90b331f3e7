import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The folder that holds all these programs, looked for on PATH and then in `others`. */
export function folderOfPrograms(
  programs: readonly string[],
  others: readonly string[] = [],
): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...others].filter(
    (folder) => folder !== '',
  );
  return folders.find((folder) => programs.every((program) => isExecutable(join(folder, program))));
}

/** Debian's PostgreSQL folders, newest version first: they are not on PATH. */
export function postgresFolders(root = '/usr/lib/postgresql'): readonly string[] {
  try {
    return readdirSync(root)
      .sort((left, right) => Number(right) - Number(left))
      .map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
