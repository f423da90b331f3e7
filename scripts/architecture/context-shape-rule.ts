import { posix } from 'node:path';
import { type Rule, type Violation } from './workspace.ts';

const EXPECTED_FILES = ['README.md', 'src/index.ts', 'src/module.ts'];
/** Of a context that has tables. */
const EXPECTED_WITH_SQL = 'src/migrations.ts';
const MIGRATION = /^(\d{6})_[a-z0-9]+(_[a-z0-9]+)*\.sql$/;
const CREATED_TABLE = /^create table (?:if not exists )?([a-z_]+\.[a-z_]+)/gim;

function migrationsOf(
  files: ReadonlyMap<string, string>,
  folder: string,
): readonly (readonly [string, string])[] {
  return [...files]
    .filter(([file]) => file.startsWith(`${folder}/sql/`))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function wrongNumbers(migrations: readonly (readonly [string, string])[]): readonly Violation[] {
  return migrations.flatMap(([file], index) => {
    const expected = String(index + 1).padStart(6, '0');
    const number = MIGRATION.exec(posix.basename(file))?.[1];
    if (number === expected) return [];
    return [
      {
        rule: 'context-shape',
        file,
        message: `the next migration is called ${expected}_<what>.sql (snake_case)`,
      },
    ];
  });
}

/** Row-level security is not something to remember: a table without it does not pass. */
function openTables(migrations: readonly (readonly [string, string])[]): readonly Violation[] {
  const all = migrations.map(([, text]) => text).join('\n');
  return migrations.flatMap(([file, text]) =>
    [...text.matchAll(CREATED_TABLE)]
      .map((match) => match[1] as string)
      .filter((table) => !all.includes(`protect_tenant_table('${table}'`))
      .map((table) => ({
        rule: 'context-shape',
        file,
        message: `${table} is not protected by platform.protect_tenant_table`,
      })),
  );
}

/** Every context has the same outer shape, so that one who knows one knows all. */
export const contextShapeRule: Rule = {
  name: 'context-shape',
  check: ({ files }) => {
    const folders = [...files.keys()].flatMap(
      (file) => /^(contexts\/[^/]+)\/package\.json$/.exec(file)?.[1] ?? [],
    );
    return folders.flatMap((folder) => {
      const migrations = migrationsOf(files, folder);
      const expected = migrations.length > 0 ? [...EXPECTED_FILES, EXPECTED_WITH_SQL] : EXPECTED_FILES;
      const missing = expected.filter((file) => !files.has(`${folder}/${file}`));
      return [
        ...missing.map((file) => ({
          rule: 'context-shape',
          file: `${folder}/${file}`,
          message: 'is missing',
        })),
        ...wrongNumbers(migrations),
        ...openTables(migrations),
      ];
    });
  },
};
