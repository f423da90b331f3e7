import { type Lockfile, missingOptionals } from '../lockfile/complete-lockfile.ts';
import type { Rule, Violation } from './workspace.ts';

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
}

function wrongWith(path: string, locked: LockedPackage): readonly string[] {
  const wrong: string[] = [];
  if (locked.hasInstallScript === true && locked.dev !== true)
    wrong.push('runs an install script, and it is shipped');
  if (locked.link === true || !path.includes('node_modules/')) return wrong;
  // An address would bind every clone to one registry; the integrity below is what pins the content.
  if (locked.resolved !== undefined) wrong.push(`names a registry (${locked.resolved})`);
  // Other platforms' binaries may be unknown to the registry at hand: see scripts/lockfile.
  const isOtherPlatforms = locked.optional === true && locked.os !== undefined;
  if (locked.integrity === undefined && !isOtherPlatforms) wrong.push('has no integrity');
  return wrong;
}

/** What `npm ci` installs: pinned by content, from anywhere, running nothing. */
export const lockfileRule: Rule = {
  name: 'lockfile',
  check: (workspace): readonly Violation[] => {
    const text = workspace.files.get('package-lock.json');
    if (text === undefined) return [{ rule: 'lockfile', file: 'package-lock.json', message: 'is missing' }];
    const lockfile = JSON.parse(text) as Lockfile & { packages: Record<string, LockedPackage> };
    const violation = (path: string, what: string): Violation => ({
      rule: 'lockfile',
      file: 'package-lock.json',
      message: `${path.replace(/^.*node_modules\//, '')} ${what}`,
    });
    return [
      ...Object.entries(lockfile.packages).flatMap(([path, locked]) =>
        wrongWith(path, locked).map((what) => violation(path, what)),
      ),
      ...missingOptionals(lockfile).map(({ path }) =>
        violation(path, 'has no entry, so that npm ci refuses the file: npm run lockfile'),
      ),
    ];
  },
};
