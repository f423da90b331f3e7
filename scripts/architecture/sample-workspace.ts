import { contexts } from './layout.ts';
import type { Workspace } from './workspace.ts';

const entry = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, './src/index.ts']));
const manifest = (name: string, exports: readonly string[]) =>
  JSON.stringify({ name, private: true, version: '0.1.0', exports: entry(exports) });

const platformEntries = ['audit', 'auth', 'http', 'jobs', 'messaging', 'module', 'postgres', 'testing'];

/** A small repository without fault, for tests to spoil in one place. Later entries replace earlier ones. */
export function sampleWorkspace(extra: Readonly<Record<string, string>> = {}): Workspace {
  const files: Record<string, string> = {
    'package-lock.json': JSON.stringify({
      packages: { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-x' } },
    }),
    'packages/kernel/package.json': manifest('@quotewright/kernel', ['.', './testing']),
    'packages/platform/package.json': manifest(
      '@quotewright/platform',
      platformEntries.map((name) => `./${name}`),
    ),
    'apps/server/package.json': manifest('quotewright', []),
  };
  for (const context of contexts) {
    files[`contexts/${context}/package.json`] = manifest(`@quotewright/${context}`, ['.', './testing']);
    files[`contexts/${context}/README.md`] = `# ${context}\n`;
    for (const file of ['index', 'module', 'migrations'])
      files[`contexts/${context}/src/${file}.ts`] = 'export {};\n';
  }
  return { files: new Map(Object.entries({ ...files, ...extra })) };
}
