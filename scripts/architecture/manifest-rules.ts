import { isDeepStrictEqual } from 'node:util';
import { importablePackages, packagePlace, placeOf } from './place.ts';
import { type Rule, type Violation, type Workspace } from './workspace.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

function manifestsOf(workspace: Workspace): readonly { file: string; folder: string; manifest: Manifest }[] {
  return [...workspace.files].flatMap(([file, text]) =>
    file === 'package.json' || file.endsWith('/package.json')
      ? [{ file, folder: file.replace(/\/?package\.json$/, ''), manifest: JSON.parse(text) as Manifest }]
      : [],
  );
}

function dependenciesOf({ dependencies, devDependencies, optionalDependencies, peerDependencies }: Manifest) {
  return [dependencies, devDependencies, optionalDependencies, peerDependencies].flatMap((group) =>
    Object.entries(group ?? {}),
  );
}

/** An unpinned version is another program tomorrow; npm on older Nodes even picks older ones. */
export const exactVersionsRule: Rule = {
  name: 'exact-versions',
  check: (workspace) => {
    const seen = new Map<string, string>();
    return manifestsOf(workspace).flatMap(({ file, manifest }) =>
      dependenciesOf(manifest).flatMap(([name, version]): readonly Violation[] => {
        const first = seen.get(name) ?? version;
        seen.set(name, first);
        if (!EXACT.test(version))
          return [{ rule: 'exact-versions', file, message: `${name}: '${version}' is not exact` }];
        if (version === first) return [];
        return [{ rule: 'exact-versions', file, message: `${name}: ${version} here, ${first} elsewhere` }];
      }),
    );
  },
};

/** A manifest may depend on exactly those packages of ours that its files may import. */
export const manifestDirectionRule: Rule = {
  name: 'manifest-direction',
  check: (workspace) =>
    manifestsOf(workspace).flatMap(({ file, folder, manifest }) => {
      const place = placeOf(file);
      if (folder === '' || place.area === 'tooling') return [];
      const allowed = importablePackages(place);
      return dependenciesOf(manifest).flatMap(([name]) => {
        const target = packagePlace(name);
        if (target === undefined || allowed.includes(target.name)) return [];
        return [
          { rule: 'manifest-direction', file, message: `${folder} must not depend on ${target.folder}` },
        ];
      });
    }),
};

/** The bundle keeps third-party packages outside: what bundled packages need, the shipped manifest must declare. */
export const shippedDependenciesRule: Rule = {
  name: 'shipped-dependencies',
  check: (workspace) => {
    const manifests = manifestsOf(workspace);
    const shipped = manifests.find(({ manifest }) => manifest.name === 'quotewright');
    if (shipped === undefined) return [];
    const declared = { ...shipped.manifest.dependencies, ...shipped.manifest.optionalDependencies };
    const bundled = manifests.filter(({ folder }) => /^(packages|contexts|examples)\//.test(folder));
    return bundled.flatMap(({ folder, manifest }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
        .filter((name) => packagePlace(name) === undefined && !(name in declared))
        .map((name) => ({
          rule: 'shipped-dependencies',
          file: shipped.file,
          message: `${name} is missing: ${folder} is bundled and needs it at run time`,
        })),
    );
  },
};

/** `tsc -b` builds in the order of references: they are the dependencies, no more and no less. */
export const referencesRule: Rule = {
  name: 'references',
  check: (workspace) =>
    manifestsOf(workspace).flatMap(({ folder, manifest }) => {
      const file = `${folder}/tsconfig.json`;
      const text = workspace.files.get(file);
      if (folder === '' || text === undefined) return [];
      const references = (JSON.parse(text) as { references?: { path: string }[] }).references ?? [];
      const actual = references
        .map(({ path }) => new URL(path, `file:///${folder}/`).pathname.slice(1))
        .toSorted();
      const expected = dependenciesOf(manifest)
        .flatMap(([name]) => packagePlace(name)?.folder ?? [])
        .toSorted();
      if (isDeepStrictEqual(actual, expected)) return [];
      return [
        {
          rule: 'references',
          file,
          message: `references ${actual.join(', ')}; the manifest says ${expected.join(', ')}`,
        },
      ];
    }),
};
