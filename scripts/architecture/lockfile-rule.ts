import { type Rule, type Violation } from './workspace.ts';

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

function wrongWith(path: string, locked: LockedPackage): readonly string[] {
  const wrong: string[] = [];
  if (locked.hasInstallScript === true && locked.dev !== true)
    wrong.push('runs an install script, and it is shipped');
  if (locked.link === true || !path.includes('node_modules/')) return wrong;
  // An address would bind every clone to one registry; the integrity below is what pins the content.
  if (locked.resolved !== undefined) wrong.push(`names a registry (${locked.resolved})`);
  if (locked.integrity === undefined) wrong.push('has no integrity');
  return wrong;
}

/** What `npm ci` installs: pinned by content, from anywhere, running nothing. */
export const lockfileRule: Rule = {
  name: 'lockfile',
  check: (workspace): readonly Violation[] => {
    const text = workspace.files.get('package-lock.json');
    if (text === undefined) return [{ rule: 'lockfile', file: 'package-lock.json', message: 'is missing' }];
    const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
    return Object.entries(packages).flatMap(([path, locked]) =>
      wrongWith(path, locked).map((what) => ({
        rule: 'lockfile',
        file: 'package-lock.json',
        message: `${path.replace(/^.*node_modules\//, '')} ${what}`,
      })),
    );
  },
};
