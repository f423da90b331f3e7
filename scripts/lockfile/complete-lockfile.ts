/** The parts of a package-lock.json (version 3) that matter here. */
export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const SYSTEMS: readonly string[] = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS: readonly string[] = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];
const PROCESSOR_NAMES: Readonly<Record<string, string>> = { ppc64le: 'ppc64', armv7: 'arm' };
const MUSL = /^musl/;

/**
 * Adds what npm left out because the registry did not answer for it: binaries of other platforms, which are optional
 * and never installed here. Without an entry `npm ci` looks for them again and refuses the lockfile; with one it skips
 * them by platform. Entries have no integrity: the registry that serves them gives it. Returns the added names.
 */
export function completeLockfile(lockfile: Lockfile): readonly string[] {
  const missing = missingOptionals(lockfile);
  const packages: Record<string, LockedPackage> = { ...lockfile.packages };
  for (const { path, version, isDev } of missing) {
    packages[path] = { version, ...(isDev ? { dev: true } : {}), optional: true, ...platformOf(path) };
  }
  lockfile.packages = Object.fromEntries(Object.entries(packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return missing.map(({ path, version }) => `${path} ${version}`);
}

interface MissingPackage {
  /** Where npm would put it: at the top, or beside its parent where another version is at the top. */
  readonly path: string;
  readonly version: string;
  readonly isDev: boolean;
}

/** Optional dependencies that a locked package names and the lockfile does not have. Exact versions only. */
export function missingOptionals({ packages }: Lockfile): readonly MissingPackage[] {
  return Object.entries(packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {}).flatMap(([name, version]) => {
      const top = `node_modules/${name}`;
      const nested = `${parent}/${top}`;
      const found = [packages[nested], packages[top]].some((one) => one?.version === version);
      if (found || !/^\d/.test(version)) return [];
      return [{ path: packages[top] === undefined ? top : nested, version, isDev: entry.dev === true }];
    }),
  );
}

/** The platform that a binary's name tells: `…-linux-arm64-musl`, `…-win32-x64-msvc`. */
function platformOf(path: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = path.slice(path.lastIndexOf('/') + 1).split('-');
  const os = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.map((word) => PROCESSOR_NAMES[word] ?? word).find((word) => PROCESSORS.includes(word));
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(words.some((word) => MUSL.test(word)) ? { libc: ['musl'] } : {}),
  };
}
