import {
  apps,
  contexts,
  demoExamples,
  isContext,
  type Layer,
  layers,
  type Package,
  packages,
  upstreamOf,
} from './layout.ts';

/** Where a file stands: which part of the repository, which package, and inside a context which layer. */
export interface Place {
  readonly area: 'package' | 'context' | 'app' | 'example' | 'tooling';
  /** `catalog`, `platform`, `server`; for tooling the folder (`scripts`, `e2e`) or `root`. */
  readonly name: string;
  /** The package's folder, without a slash at the end: `contexts/catalog`. */
  readonly folder: string;
  /** Only inside a context. */
  readonly layer?: Layer;
  /** Tests, their `fixtures/`, and `testing/` folders: never part of the running product. */
  readonly isTest: boolean;
}

const TEST_FILE = /(\.test\.ts|\/fixtures\/[^/]+\.ts)$/;

function layerOf(pathInPackage: string): Layer {
  const folder = /^src\/([^/]+)\//.exec(pathInPackage)?.[1];
  return folder !== undefined && (layers as readonly string[]).includes(folder) ? (folder as Layer) : 'root';
}

function inWorkspace(path: string): Place | undefined {
  const [group = '', name = '', ...rest] = path.split('/');
  const folder = `${group}/${name}`;
  const isTest = TEST_FILE.test(path) || rest.includes('testing') || rest.includes('e2e');
  if (group === 'contexts') {
    return {
      area: 'context',
      name,
      folder,
      isTest,
      layer: TEST_FILE.test(path) ? 'testing' : layerOf(rest.join('/')),
    };
  }
  if (group === 'packages') return { area: 'package', name, folder, isTest };
  // End-to-end tests look at an app from outside: they use the services and scripts of the repository.
  if (group === 'apps' && rest[0] === 'e2e')
    return { area: 'tooling', name: 'e2e', folder: `${folder}/e2e`, isTest };
  if (group === 'apps') return { area: 'app', name, folder, isTest };
  if (group === 'examples' && rest.length > 0) return { area: 'example', name, folder, isTest };
  return undefined;
}

/** `path` is relative to the repository, with slashes. */
export function placeOf(path: string): Place {
  const workspace = inWorkspace(path);
  if (workspace !== undefined) return workspace;
  const name = path.includes('/') ? (path.split('/')[0] as string) : 'root';
  return { area: 'tooling', name, folder: name === 'root' ? '' : name, isTest: TEST_FILE.test(path) };
}

/** A workspace package by the name others import it by: `@quotewright/catalog`, `quotewright`. */
export function packagePlace(packageName: string): Place | undefined {
  if (packageName === 'quotewright') return placeOf('apps/server/package.json');
  const name = /^@quotewright\/(.+)$/.exec(packageName)?.[1];
  if (name === undefined) return undefined;
  const example = /^example-(.+)$/.exec(name)?.[1];
  if (example !== undefined) return placeOf(`examples/${example}/package.json`);
  const group = isContext(name) ? 'contexts' : name in apps ? 'apps' : 'packages';
  return placeOf(`${group}/${name}/package.json`);
}

/** Workspace packages that files at `place` may import at all, by folder name; tooling and tests included. */
export function importablePackages(place: Place): readonly string[] {
  const shared = Object.keys(packages);
  switch (place.area) {
    case 'package':
      return packages[place.name as Package] ?? [];
    case 'context':
      return isContext(place.name) ? [...shared, ...upstreamOf(place.name)] : [];
    case 'app':
      return apps[place.name as keyof typeof apps] === 'composes'
        ? [...shared, ...contexts, ...demoExamples]
        : [];
    case 'example':
      return ['kernel'];
    case 'tooling':
      return [...shared, ...contexts, ...demoExamples];
  }
}
