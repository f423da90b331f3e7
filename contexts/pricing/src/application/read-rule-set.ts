import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type {
  RuleSetContents,
  RuleSetKey,
  RuleSetKind,
  RuleSetRecord,
  RuleSetVersion,
} from '../domain/rule-set.ts';
import type { RuleSetStore } from '../ports/rule-set-store.ts';
import { type KnownSubjectDeps, requireSubject } from './require-subject.ts';

export interface ReadRuleSetDeps extends KnownSubjectDeps {
  readonly ruleSetStore: RuleSetStore;
}

export interface RuleSetDocument {
  readonly version: RuleSetVersion;
  readonly document: RuleSetContents[RuleSetKind];
}

/** A published version, by default the active one. Throws `RULE_SET_MISSING`, `RULE_SET_VERSION_UNKNOWN`. */
export const readRuleSet =
  (deps: ReadRuleSetDeps) =>
  async (tx: Tx, key: RuleSetKey, wanted?: number): Promise<RuleSetDocument> => {
    const { ruleSetStore } = deps;
    await requireSubject(deps, tx, key);
    const number = wanted ?? (await ruleSetStore.find(tx, key))?.activeVersion;
    if (number === undefined) throw fail('RULE_SET_MISSING', 'nothing has been published yet');
    const version = await ruleSetStore.findVersion(tx, key, number);
    const document = await ruleSetStore.document(tx, key, number);
    if (version === undefined || document === undefined) {
      throw fail('RULE_SET_VERSION_UNKNOWN', `there is no version ${number}`);
    }
    return { version, document: JSON.parse(document.toString('utf8')) };
  };

export interface RuleSetDraftDocument {
  readonly record: RuleSetRecord;
  readonly document: RuleSetContents[RuleSetKind];
}

/** What the next publication would take. Throws `RULE_SET_DRAFT_NOT_FOUND`. */
export const readRuleSetDraft =
  (deps: ReadRuleSetDeps) =>
  async (tx: Tx, key: RuleSetKey): Promise<RuleSetDraftDocument> => {
    const { ruleSetStore } = deps;
    await requireSubject(deps, tx, key);
    const record = await ruleSetStore.find(tx, key);
    const draft = await ruleSetStore.findDraft(tx, key);
    if (record === undefined || draft === undefined) {
      throw fail('RULE_SET_DRAFT_NOT_FOUND', 'there is no draft: put one first');
    }
    return { record, document: JSON.parse(draft.document.toString('utf8')) };
  };

/** Newest first. */
export const listRuleSetVersions =
  (deps: ReadRuleSetDeps) =>
  async (tx: Tx, key: RuleSetKey, page: PageRequest): Promise<Page<RuleSetVersion>> => {
    await requireSubject(deps, tx, key);
    return deps.ruleSetStore.pageVersions(tx, key, page);
  };
