import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { Installation } from '../compose/installation.ts';
import type { DemoRuleSet } from './demo-tenant.ts';

/** Publishes the rule sets that have never been published; what somebody has published since stays. */
export async function seedRuleSets(
  { database, modules }: Installation,
  actor: Principal,
  ruleSets: readonly DemoRuleSet[],
): Promise<void> {
  const { accounts, pricing } = modules;

  /** Undefined where there is nothing to do, also of an account that has another name by now. */
  const missing = async (tx: Tx, ruleSet: DemoRuleSet) => {
    const key = { kind: ruleSet.kind, subject: '' };
    if (ruleSet.kind === 'contractPrices') {
      const { items } = await accounts.listAccounts(tx, {
        reach: 'all',
        q: ruleSet.account,
        sort: 'name',
        limit: 1,
      });
      if (items[0] === undefined) return undefined;
      key.subject = items[0].id;
    }
    return (await pricing.activeRuleSetVersion(tx, key)) === undefined ? key : undefined;
  };

  for (const ruleSet of ruleSets) {
    const key = await database.withTenant(actor.tenant, 'read', (tx) => missing(tx, ruleSet));
    if (key === undefined) continue;
    await pricing.commands.publishRuleSet(actor, { ...key, document: ruleSet.document });
  }
}
