import { describe, expect, it } from 'vitest';
import { completeLockfile, type Lockfile, missingOptionals } from './complete-lockfile.ts';

const lockfile = (): Lockfile => ({
  packages: {
    '': {},
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: {
        '@tool/linux-x64-gnu': '2.0.0',
        '@tool/linux-arm64-musl': '2.0.0',
        '@tool/win32-ia32-msvc': '2.0.0',
        fsevents: '~2.3.3',
      },
    },
    'node_modules/@tool/linux-x64-gnu': { version: '2.0.0', optional: true },
  },
});

describe('completing a lockfile', () => {
  it('adds the binaries of other platforms, marked as such', () => {
    const completed = lockfile();
    completeLockfile(completed);
    expect(missingOptionals(completed)).toEqual([]);
    expect(completed.packages['node_modules/@tool/linux-arm64-musl']).toEqual({
      version: '2.0.0',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    });
    expect(completed.packages['node_modules/@tool/win32-ia32-msvc']).toMatchObject({
      os: ['win32'],
      cpu: ['ia32'],
    });
  });

  it('puts another version beside its parent, and leaves ranges to npm', () => {
    const other = lockfile();
    other.packages['node_modules/@tool/linux-arm64-musl'] = { version: '1.0.0', optional: true };
    const added = completeLockfile(other);
    expect(added).toContain('node_modules/tool/node_modules/@tool/linux-arm64-musl 2.0.0');
    expect(added.join()).not.toContain('fsevents');
  });

  it('has nothing to add to a complete one', () => {
    const once = lockfile();
    completeLockfile(once);
    expect(completeLockfile(once)).toEqual([]);
  });
});
