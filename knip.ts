import { globSync, readFileSync } from 'node:fs';
import type { KnipConfig } from 'knip';

/**
 * The server is shipped as a bundle of our packages with third-party packages outside: its manifest declares what
 * they need at run time, though no file of its own imports it. The architecture check sees that none is missing.
 */
function neededByBundledPackages(): string[] {
  const manifests = globSync('{packages,contexts,examples}/*/package.json', { cwd: import.meta.dirname });
  const names = manifests.flatMap((file) => {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    return Object.keys(dependencies).filter((name) => !name.startsWith('@quotewright/'));
  });
  return [...new Set(names)];
}

const sources = { project: ['src/**/*.ts'] };

export default {
  // A type that a signature in its file uses is exported so that callers can name it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    '.': {
      // Batteries and benchmarks are found by their names, steps of the check are run as programs.
      // Some of them have processes of their own.
      entry: [
        'scripts/check/architecture.ts',
        'scripts/prove/*.prove.ts',
        'scripts/prove/*/*-node.ts',
        'bench/*.bench.ts',
      ],
      project: ['scripts/**/*.ts', 'bench/**/*.ts', '*.ts'],
      // The command of this repository: npm links it from apps/server.
      ignoreBinaries: ['quotewright'],
      // A CommonJS module without types, which the benchmark requires.
      ignoreDependencies: ['logic-solver'],
    },
    'packages/*': sources,
    'contexts/*': sources,
    'examples/*': sources,
    'apps/server': {
      entry: ['src/main.ts'],
      project: ['src/**/*.ts', 'e2e/**/*.ts'],
      ignoreDependencies: neededByBundledPackages(),
    },
  },
} satisfies KnipConfig;
