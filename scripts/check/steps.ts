import { join } from 'node:path';
import type { Step } from './step.ts';

export function checkSteps(root: string): readonly Step[] {
  const tool = (name: string) => join(root, 'node_modules/.bin', name);
  const script = (path: string, ...args: string[]): Step['command'] => [
    process.execPath,
    join(root, path),
    ...args,
  ];
  return [
    { name: 'types', says: 'every project compiles', command: [tool('tsc'), '-b', '--pretty', 'false'] },
    { name: 'lint', says: 'oxlint, with the dependency rules', command: [tool('oxlint')] },
    {
      name: 'format',
      says: 'Biome formatting and import order',
      command: [tool('biome'), 'ci', '--colors=off'],
    },
    {
      name: 'dead code',
      says: 'nothing unused, nothing undeclared',
      command: [tool('knip'), '--no-progress'],
    },
    {
      name: 'architecture',
      says: 'imports, names, sizes, manifests',
      command: script('scripts/check/architecture.ts'),
    },
    {
      name: 'drift',
      says: 'generated pages are up to date',
      command: script('scripts/generate.ts', '--check'),
    },
  ];
}
