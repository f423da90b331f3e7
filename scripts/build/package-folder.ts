import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Manifest {
  readonly version: string;
  readonly devDependencies?: unknown;
  readonly [member: string]: unknown;
}

/** What is published beside the bundle: where it stands in the repository, and in the package. */
const CONTENT: readonly (readonly [source: string, target: string])[] = [
  ['apps/server/bin', 'bin'],
  ['apps/server/dist', 'dist'],
  ['README.md', 'README.md'],
  ['CHANGELOG.md', 'CHANGELOG.md'],
  ['LICENSE', 'LICENSE'],
  ['NOTICE', 'NOTICE'],
];

/** Lays out the package as it is published, ready for `npm pack`. The bundle must have been built. */
export async function layOutPackage(root: string, folder: string): Promise<{ readonly version: string }> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [source, target] of CONTENT) {
    await cp(join(root, source), join(folder, target), { recursive: true });
  }
  const text = await readFile(join(root, 'apps/server/package.json'), 'utf8');
  // Our own packages are inside the bundle; nobody can install them.
  const { devDependencies: _, ...manifest } = JSON.parse(text) as Manifest;
  const files = ['bin', 'dist', 'CHANGELOG.md', 'NOTICE'];
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ ...manifest, files }, null, 2)}\n`);
  return { version: manifest.version };
}
