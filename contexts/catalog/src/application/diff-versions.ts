import type { JsonValue } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { type ItemChange, type ItemHashes, itemChanges } from '../domain/item-changes.ts';
import { type MemberChanges, memberChanges } from '../domain/member-changes.ts';
import type { ActiveVersion } from '../ports/active-version.ts';
import type { ArtefactContents } from '../ports/artefact-contents.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { VersionStore } from '../ports/version-store.ts';
import { resolveVersion } from './resolve-version.ts';

interface DiffVersionsDeps {
  readonly active: ActiveVersion;
  readonly versions: VersionStore;
  readonly artefacts: ArtefactStore;
  readonly contents: ArtefactContents;
}

interface DiffVersions {
  readonly version: number;
  /** Default: the published version before. */
  readonly against?: number;
  readonly section?: string;
  /** `members`: what differs inside of items that changed. */
  readonly detail: 'items' | 'members';
}

type SectionChange = ItemChange & { readonly section: string };

export interface VersionDiff {
  readonly catalogVersion: number;
  /** Absent: compared with nothing, because it is the first. */
  readonly against?: number;
  /** With members: the first of them only, and whether anything was left out. */
  readonly truncated?: boolean;
  readonly changes: readonly (SectionChange & Partial<MemberChanges>)[];
}

/** How many items an answer with members has at most, how many members each of them, and what they may weigh. */
const MAX_ITEMS = 500;
const MAX_MEMBERS = 200;
const MAX_BYTES = 8 * 1024 * 1024;

/** What turns `against` into `version`, section by section. Throws `CATALOG_VERSION_UNKNOWN`. */
export const diffVersions = (deps: DiffVersionsDeps) => {
  const { versions } = deps;
  const resolve = resolveVersion(deps);
  return async (tx: Tx, { version, against, section, detail }: DiffVersions): Promise<VersionDiff> => {
    await resolve(tx, { catalogVersion: version });
    if (against !== undefined) await resolve(tx, { catalogVersion: against });
    const base = against ?? (await versions.previous(tx, version));
    const hashes = hashesOf(deps, section);
    const changes = sectionChanges(
      base === undefined ? new Map() : await hashes(tx, base),
      await hashes(tx, version),
    );
    return {
      catalogVersion: version,
      ...(base === undefined ? {} : { against: base }),
      ...(detail === 'items' ? { changes } : await withMembers(deps, tx, changes)),
    };
  };
};

function hashesOf({ artefacts }: DiffVersionsDeps, section: string | undefined) {
  return async (tx: Tx, version: number): Promise<ReadonlyMap<string, ItemHashes>> =>
    section === undefined
      ? artefacts.hashesBySection(tx, version)
      : new Map([[section, await artefacts.hashes(tx, version, section)]]);
}

function sectionChanges(
  before: ReadonlyMap<string, ItemHashes>,
  after: ReadonlyMap<string, ItemHashes>,
): readonly SectionChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((section) =>
    itemChanges(before.get(section) ?? new Map(), after.get(section) ?? new Map()).map((change) => ({
      section,
      ...change,
    })),
  );
}

async function withMembers(
  { contents }: DiffVersionsDeps,
  tx: Tx,
  all: readonly SectionChange[],
): Promise<Pick<VersionDiff, 'changes' | 'truncated'>> {
  const listed = all.slice(0, MAX_ITEMS);
  const hashes = listed.flatMap((one) => (one.change === 'changed' ? [one.beforeHash, one.afterHash] : []));
  const bytes = await contents.find(tx, [...new Set(hashes)], MAX_BYTES);
  let truncated = all.length > listed.length;
  const changes = listed.map((change) => {
    if (change.change !== 'changed') return change;
    const before = bytes.get(change.beforeHash);
    const after = bytes.get(change.afterHash);
    const members = before && after && membersOf(before, after);
    truncated ||= before === undefined || after === undefined || members?.truncated === true;
    return { ...change, ...members };
  });
  return { changes, truncated };
}

/** Undefined for an artefact that is no JSON: a step may compile to bytes of its own making. */
function membersOf(before: Buffer, after: Buffer): MemberChanges | undefined {
  let values: [JsonValue, JsonValue];
  try {
    values = [jsonOf(before), jsonOf(after)];
  } catch {
    return undefined;
  }
  return memberChanges(...values, MAX_MEMBERS);
}

/** Strict about UTF-8, so that no bytes that are none are told as text. */
function jsonOf(bytes: Buffer): JsonValue {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
}
