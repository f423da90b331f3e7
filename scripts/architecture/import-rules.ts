import { posix } from 'node:path';
import { drivers, isContext, layerRules, packages, testTools, webServer } from './layout.ts';
import { importablePackages, type Place, packagePlace, placeOf } from './place.ts';
import { importsOf, type SourceImport } from './source-imports.ts';
import { type Rule, sourcesOf, type Violation, type Workspace } from './workspace.ts';

/** What an import names, once it is resolved. */
type Target =
  | { readonly kind: 'file'; readonly path: string; readonly place: Place }
  | { readonly kind: 'package'; readonly place: Place; readonly entry: string; readonly exported: boolean }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'thirdParty'; readonly name: string };

type Refusal = readonly [rule: string, message: string];

function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function resolve(workspace: Workspace, from: string, specifier: string): Target {
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(from), specifier);
    return { kind: 'file', path, place: placeOf(path) };
  }
  if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier };
  const name = packageNameOf(specifier);
  const place = packagePlace(name);
  if (place === undefined) return { kind: 'thirdParty', name };
  const manifest = workspace.files.get(`${place.folder}/package.json`);
  const exports = manifest === undefined ? {} : (JSON.parse(manifest) as { exports?: object }).exports;
  const subpath = `.${specifier.slice(name.length)}`;
  return {
    kind: 'package',
    place,
    entry: subpath.replace(/^\.\/?/, ''),
    exported: subpath in (exports ?? {}),
  };
}

/** Rules between packages: they hold for every file, tests too. */
function betweenPackages(from: Place, target: Target): Refusal | undefined {
  if (target.kind === 'file') {
    const stays =
      target.place.folder === from.folder || (from.area === 'tooling' && target.place.area !== 'context');
    if (stays && !(from.area === 'tooling' && target.place.area === 'package')) return undefined;
    return ['package-name', 'another package is imported by its name, never by a path into it'];
  }
  if (target.kind !== 'package') return undefined;
  if (target.place.folder === from.folder)
    return ['package-name', 'a package imports its own files by relative path'];
  if (!importablePackages(from).includes(target.place.name)) {
    const downstream = from.area === 'context' && target.place.area === 'context';
    return downstream
      ? [
          'value-stream',
          `${from.name} comes before ${target.place.name} in the value stream: use an event or a port`,
        ]
      : ['package-direction', `${from.folder || 'the root'} must not know ${target.place.folder}`];
  }
  if (!target.exported)
    return ['package-exports', `'${target.entry || '.'}' is not in the exports of ${target.place.folder}`];
  if (target.entry.split('/').includes('testing') && !from.isTest && from.area !== 'tooling') {
    return ['testing-entry', 'testing entry points are for tests'];
  }
  return undefined;
}

/** Who may see the web server, the drivers and the test tools. */
function ofThirdParty(from: Place, path: string, target: Target): Refusal | undefined {
  if (target.kind !== 'thirdParty') return undefined;
  const { name } = target;
  const matches = (list: readonly string[]) =>
    list.some((item) => name === item || name.startsWith(`${item}/`));
  if (
    matches(webServer) &&
    !path.startsWith('packages/platform/src/http/') &&
    !path.startsWith('packages/platform/src/testing/')
  ) {
    return [
      'web-server',
      'only packages/platform/src/http knows the web server; routes are data (defineRoute)',
    ];
  }
  if (from.name === 'kernel' && from.area === 'package' && name !== 'decimal.js' && !from.isTest) {
    return ['kernel-pure', 'the kernel depends on decimal.js only'];
  }
  const mayDrive =
    from.area === 'package' || from.area === 'tooling' || from.isTest || from.layer === 'adapters';
  if (matches(drivers) && !mayDrive) return ['drivers', 'only adapters and packages import drivers'];
  if (matches(testTools) && !from.isTest && from.area !== 'tooling')
    return ['test-tools', 'test tools stay in tests'];
  return undefined;
}

function platformEntry(target: Target & { kind: 'package' }): string {
  return `${target.place.name}/${target.entry}`;
}

/** Rules inside a context: one layer, what it may see. */
function insideContext(from: Place, target: Target, found: SourceImport): Refusal | undefined {
  const { layer } = from;
  if (from.area !== 'context' || layer === undefined || !isContext(from.name)) return undefined;
  const rule = layerRules[layer];
  const refuse = (what: string): Refusal => [`layer-${layer}`, `${layer} must not import ${what}`];
  switch (target.kind) {
    case 'builtin':
      return rule.nodeBuiltins ? undefined : refuse(`${target.name}: it is pure`);
    case 'thirdParty':
      return rule.thirdParty.includes(target.name) ? undefined : refuse(target.name);
    case 'package':
      if (target.place.area === 'context') {
        if (rule.upstream === 'values' || found.typesOnly) return undefined;
        return refuse(`values of another context (${target.place.name})`);
      }
      if (found.typesOnly && rule.packageTypes.includes(platformEntry(target))) return undefined;
      if (rule.packageTypes.includes(platformEntry(target)))
        return refuse(`values of ${platformEntry(target)}`);
      return rule.packages.some((name) => name === target.place.name)
        ? undefined
        : refuse(platformEntry(target));
    case 'file': {
      const other = target.place.layer ?? 'root';
      if (rule.layers.includes(other)) return undefined;
      const rootFile = target.path.slice(`${from.folder}/src/`.length);
      return other === 'root' && found.typesOnly && rule.rootTypes.includes(rootFile)
        ? undefined
        : refuse(`${other} (${rootFile})`);
    }
  }
}

function checkImport(workspace: Workspace, path: string, found: SourceImport): Violation | undefined {
  const from = placeOf(path);
  const target = resolve(workspace, path, found.specifier);
  const refusal =
    betweenPackages(from, target) ?? ofThirdParty(from, path, target) ?? insideContext(from, target, found);
  if (refusal === undefined) return undefined;
  const [rule, message] = refusal;
  return { rule, file: path, line: found.line, message: `'${found.specifier}': ${message}` };
}

/** Every import of every file against the layout. */
export const importRule: Rule = {
  name: 'imports',
  check: (workspace) =>
    sourcesOf(workspace).flatMap(([path, text]) =>
      importsOf(path, text).flatMap((found) => checkImport(workspace, path, found) ?? []),
    ),
};

/** Packages the layout knows; a new folder must be given a place in it first. */
export const knownFoldersRule: Rule = {
  name: 'known-folders',
  check: (workspace) =>
    [...workspace.files.keys()].flatMap((file) => {
      const [, group, name] = /^(packages|contexts)\/([^/]+)\/package\.json$/.exec(file) ?? [];
      if (group === undefined || name === undefined) return [];
      const known = group === 'contexts' ? isContext(name) : name in packages;
      return known
        ? []
        : [
            {
              rule: 'known-folders',
              file,
              message: `give '${name}' its place in scripts/architecture/layout.ts`,
            },
          ];
    }),
};
