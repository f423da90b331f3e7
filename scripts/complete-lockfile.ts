import { readFile, writeFile } from 'node:fs/promises';
import { completeLockfile, type Lockfile } from './lockfile/complete-lockfile.ts';

// A registry that does not serve every platform's binaries makes npm write a lockfile that `npm ci` then refuses.
const path = new URL('../package-lock.json', import.meta.url);
const lockfile = JSON.parse(await readFile(path, 'utf8')) as Lockfile;
const added = completeLockfile(lockfile);
await writeFile(path, `${JSON.stringify(lockfile, null, 2)}\n`);
console.log(
  added.length === 0
    ? 'The lockfile was complete.'
    : `Added ${added.length} optional packages:\n${added.join('\n')}`,
);
