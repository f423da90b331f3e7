import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptedImports, refusedImports, refusedImpurities } from './dependency-cases.ts';
import { violationsIn } from './rules.ts';
import { sampleWorkspace } from './sample-workspace.ts';
import { sizeLimits } from './size-rule.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const refused = [...refusedImports, ...refusedImpurities];
const visibleToOxlint = refused.filter(({ oxlint }) => oxlint !== undefined);

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

/** Files for rules that are not about one import. */
const otherFiles = {
  'packages/kernel/src/one.ts': "import { two } from './two.ts';\nexport const one: number = two;\n",
  'packages/kernel/src/two.ts': "import { one } from './one.ts';\nexport const two: number = one;\n",
  'packages/kernel/src/long.ts': 'export const line = 1;\n'.padEnd(22 + sizeLimits.max + 1, '\n'),
};

/** Runs the installed oxlint with the repository's own configuration over a tree of violations. */
async function lint(folder: string): Promise<readonly Diagnostic[]> {
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      [oxlint, '--format', 'json'],
      { cwd: folder, maxBuffer: 1e8 },
      (error, out, err) => (out.startsWith('{') ? resolve(out) : reject(error ?? new Error(err))),
    );
  });
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}

describe('the dependency rules', () => {
  let folder: string;
  let diagnostics: readonly Diagnostic[];
  const codesFor = (file: string) =>
    diagnostics.filter(({ filename }) => filename.endsWith(file)).map(({ code }) => code);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quotewright-rules-'));
    const config = JSON.stringify(join(root, 'oxlint.config.ts'));
    const sources = [...refused, ...acceptedImports].map(({ file, source }) => [file, source] as const);
    const files = [
      ...sources,
      ...Object.entries(otherFiles),
      ['oxlint.config.ts', `export { default } from ${config};\n`],
    ];
    for (const [file, text] of files as [string, string][]) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    diagnostics = await lint(folder);
  }, 60_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(refused)('are kept by the architecture check: $title ($rule)', ({ file, source, rule }) => {
    const found = violationsIn(sampleWorkspace({ [file]: source })).filter(
      (violation) => violation.file === file,
    );
    expect(found.map((violation) => violation.rule)).toContain(rule);
  });

  it.each(visibleToOxlint)('are kept by oxlint: $title', ({ file, oxlint }) => {
    expect(codesFor(file)).toContain(oxlint);
  });

  it.each(acceptedImports)('let $title pass', ({ file, source }) => {
    expect(violationsIn(sampleWorkspace({ [file]: source }))).toEqual([]);
    expect(codesFor(file).filter((code) => code.startsWith('eslint(no-restricted'))).toEqual([]);
  });

  it('refuse an import cycle', () => {
    expect(codesFor('packages/kernel/src/one.ts')).toContain('import(no-cycle)');
  });

  it(`refuse a file of more than ${sizeLimits.max} lines`, () => {
    expect(codesFor('packages/kernel/src/long.ts')).toContain('eslint(max-lines)');
  });
});
