import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { appendEvents, eventOf } from '@quotewright/platform/messaging';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { ruleSetChanged } from '../domain/events.ts';
import { ruleSetReaders } from '../domain/read-rule-set.ts';
import type { RuleSetContents, RuleSetKey, RuleSetVersion } from '../domain/rule-set.ts';
import type { RuleSetStore } from '../ports/rule-set-store.ts';
import { type CheckReferencesDeps, checkReferences } from './check-rule-set-references.ts';
import { type KnownSubjectDeps, requireSubject } from './require-subject.ts';

export interface PublishRuleSetDeps extends CheckReferencesDeps, KnownSubjectDeps {
  readonly ruleSetStore: RuleSetStore;
}

/**
 * Makes the draft the active version, in one transaction with its event and audit entry: these documents are small.
 * Throws `RULE_SET_DRAFT_MISSING`, `RULE_SET_UNCHANGED`, `RULE_SET_REFERENCES_UNKNOWN`, `CONTRACT_ACCOUNT_UNKNOWN`.
 */
export const publishRuleSet =
  (deps: PublishRuleSetDeps) =>
  async (tx: Tx, actor: Principal, { kind, subject }: RuleSetKey): Promise<RuleSetVersion> => {
    const { ruleSetStore } = deps;
    const key = { kind, subject };
    await requireSubject(deps, tx, key);
    const { activeVersion = 0 } = await ruleSetStore.lock(tx, key);
    const draft = await ruleSetStore.findDraft(tx, key);
    if (draft === undefined) throw fail('RULE_SET_DRAFT_MISSING', 'there is no draft: put one first');
    const { document, contentHash } = draft;
    const active = await ruleSetStore.findVersion(tx, key, activeVersion);
    if (active?.contentHash === contentHash) {
      throw fail('RULE_SET_UNCHANGED', `the draft is the same as the active version ${activeVersion}`);
    }
    const content: RuleSetContents[typeof kind] = JSON.parse(document.toString('utf8'));
    await checkReferences(deps)(tx, content);
    const version = activeVersion + 1;
    // The content is of the kind it was read as; the table's type cannot say so.
    const itemCount = ruleSetReaders[kind].count(content as never);
    await ruleSetStore.publish(tx, key, {
      version,
      document,
      contentHash,
      itemCount,
      publishedBy: actor.subject,
    });
    const ownerId = subject === '' ? tx.tenant : subject;
    const said = { ...(subject === '' ? {} : { accountId: subject }), version, contentHash, itemCount };
    await appendEvents(tx, [eventOf(ruleSetChanged[kind], ownerId, said)]);
    await appendAudit(tx, {
      actor,
      action: 'price-rule.publish',
      entity: { type: kind, id: ownerId },
      detail: { version, contentHash, itemCount },
    });
    return (await ruleSetStore.findVersion(tx, key, version)) as RuleSetVersion;
  };
