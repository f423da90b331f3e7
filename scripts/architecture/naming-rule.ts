import { posix } from 'node:path';
import { type Layer } from './layout.ts';
import { placeOf } from './place.ts';
import { type Rule, sourcesOf, type Violation } from './workspace.ts';

/** What the part of a file name between the first dot and `.ts` may be, and where such files stand in a context. */
const ROLES: Readonly<Record<string, readonly Layer[] | 'anywhere'>> = {
  resource: ['resources'],
  consumer: ['resources'],
  job: ['resources'],
  schema: ['domain', 'resources'],
  pg: ['adapters'],
  redis: ['adapters'],
  memory: ['adapters', 'testing'],
  accelerated: ['adapters'],
  contract: ['testing'],
  command: [],
  property: 'anywhere',
  test: 'anywhere',
  'int.test': 'anywhere',
  'fault.test': 'anywhere',
  'e2e.test': 'anywhere',
  'rehearsal.test': 'anywhere',
  bench: 'anywhere',
  prove: 'anywhere',
  config: 'anywhere',
};

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Names that say nothing about what is inside. */
const EMPTY_NAME = /(^|-)(utils?|helpers?|common|misc|shared|stuff)($|-)/;
const HUNGARIAN_TYPE = /^export (?:abstract )?(?:interface|class|type) (I[A-Z][a-z]\w*|\w+Impl)\b/gm;
/** Roles that tests take on top of the role of what they test: `offering-store.pg.int.test`. */
const TEST_ROLE = /(?:^|\.)((?:(?:int|fault|e2e|rehearsal)\.)?test)$/;

function rolesOf(suffix: string): readonly string[] {
  const test = TEST_ROLE.exec(suffix)?.[1];
  if (test === undefined) return suffix === '' ? [] : [suffix];
  const subject = suffix.slice(0, suffix.length - test.length).replace(/\.$/, '');
  return subject === '' ? [test] : [test, subject];
}

function wrongName(path: string): string | undefined {
  const [stem = '', ...suffix] = posix
    .basename(path)
    .replace(/\.tsx?$/, '')
    .split('.');
  const folders = posix.dirname(path).split('/');
  if (!KEBAB.test(stem)) return `'${stem}' is not kebab-case`;
  const empty = [stem, ...folders].find((name) => EMPTY_NAME.test(name));
  if (empty !== undefined) return `'${empty}' says nothing: name the concept`;
  const place = placeOf(path);
  for (const role of rolesOf(suffix.join('.'))) {
    const home = ROLES[role];
    if (home === undefined) return `'.${role}' is not one of the role suffixes`;
    if (place.layer !== undefined && home !== 'anywhere' && !place.isTest && !home.includes(place.layer)) {
      return `'.${role}' files stand in ${home.join(' or ')}/`;
    }
  }
  return undefined;
}

export const namingRule: Rule = {
  name: 'names',
  check: (workspace) =>
    sourcesOf(workspace).flatMap(([file, text]): readonly Violation[] => {
      const name = wrongName(file);
      const types = [...text.matchAll(HUNGARIAN_TYPE)].map((match) => ({
        rule: 'names',
        file,
        line: text.slice(0, match.index).split('\n').length,
        message: `'${match[1]}': types are named for what they are, without I or Impl`,
      }));
      return name === undefined ? types : [{ rule: 'names', file, message: name }, ...types];
    }),
};
