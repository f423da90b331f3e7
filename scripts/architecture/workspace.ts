import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The repository as text in memory, so that a test can check a tree that nobody has to write to disk. */
export interface Workspace {
  /** Path relative to the repository (slashes) → content. Holds sources, SQL, manifests and Markdown. */
  readonly files: ReadonlyMap<string, string>;
}

/** One place that breaks one rule. */
export interface Violation {
  readonly rule: string;
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** A rule looks at the whole workspace and says what is wrong. */
export interface Rule {
  readonly name: string;
  check(workspace: Workspace): readonly Violation[];
}

const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'coverage']);
const READ_FILES = /\.(ts|tsx|js|sql|json|md)$/;

async function walk(root: string, folder: string, found: string[]): Promise<void> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !IGNORED_FOLDERS.has(entry.name) && !entry.name.startsWith('.')) {
      await walk(root, path, found);
    } else if (entry.isFile() && READ_FILES.test(entry.name)) {
      found.push(relative('', path));
    }
  }
}

export async function readWorkspace(root: string): Promise<Workspace> {
  const paths: string[] = [];
  await walk(root, '', paths);
  const files = new Map<string, string>();
  for (const path of paths.toSorted()) {
    // Data of demos and examples is large and has no rules here.
    if (path.endsWith('.json') && !/(^|\/)(package|package-lock|tsconfig[^/]*)\.json$/.test(path)) continue;
    files.set(path, await readFile(join(root, path), 'utf8'));
  }
  return { files };
}

/** TypeScript of ours, in path order. */
export function sourcesOf(workspace: Workspace): readonly (readonly [path: string, text: string])[] {
  return [...workspace.files].filter(([path]) => /\.tsx?$/.test(path));
}
