import { canonicalBytes, sha256 } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { andMore, fail, reported } from '../domain/errors.ts';
import { ruleSetReaders } from '../domain/read-rule-set.ts';
import type { RuleSetKey, RuleSetRecord } from '../domain/rule-set.ts';
import type { RuleSetStore } from '../ports/rule-set-store.ts';
import { type KnownSubjectDeps, requireSubject } from './require-subject.ts';

export interface ReplaceRuleSetDraft extends RuleSetKey {
  /** As it was sent. */
  readonly document: unknown;
  /** The ETag the caller has seen. */
  readonly expectedVersion?: string;
}

/** Makes a document the draft: whole, or not at all. Throws `RULE_SET_INVALID`, `RULE_SET_DRAFT_CHANGED`. */
export const replaceRuleSetDraft =
  (deps: KnownSubjectDeps & { readonly ruleSetStore: RuleSetStore }) =>
  async (
    tx: Tx,
    actor: Principal,
    { kind, subject, document, expectedVersion }: ReplaceRuleSetDraft,
  ): Promise<RuleSetRecord> => {
    const { ruleSetStore } = deps;
    const key = { kind, subject };
    await requireSubject(deps, tx, key);
    const read = ruleSetReaders[kind].read(document);
    if (!read.ok) {
      const [first] = read.errors;
      throw fail(
        'RULE_SET_INVALID',
        `${first?.pointer}: ${first?.reason}${andMore(read.errors)}`,
        reported(read.errors),
      );
    }
    const held = await ruleSetStore.lock(tx, key);
    if (expectedVersion !== undefined && expectedVersion !== String(held.rowVersion)) {
      throw fail('RULE_SET_DRAFT_CHANGED', `it is at "${held.rowVersion}": read it and decide again`);
    }
    const bytes = canonicalBytes(read.content);
    const contentHash = sha256(bytes);
    await ruleSetStore.replaceDraft(tx, key, { document: bytes, contentHash }, actor.subject);
    await appendAudit(tx, {
      actor,
      action: 'price-rule.draft',
      entity: { type: kind, id: subject === '' ? tx.tenant : subject },
      detail: { contentHash },
    });
    return (await ruleSetStore.find(tx, key)) as RuleSetRecord;
  };
