import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import type { Installation } from '../../../apps/server/src/compose/installation.ts';
import { type Edition, variantOf } from './editions.ts';
import { listOf } from './list-variant.ts';

const RULE_SETS = { promotions: 'promotions', policy: 'discountPolicy', contract: 'contractPrices' } as const;

/** Publishes it by the commands everybody uses; the version it became. `account`: the id behind a name. */
export async function publishEdition(
  { modules: { catalog, pricing } }: Pick<Installation, 'modules'>,
  edition: Edition,
  account = '',
): Promise<number> {
  const tenant = tenantId(edition.tenant);
  const actor = systemPrincipal(tenant, 'proof');
  const { document } = variantOf(edition);
  if (edition.kind === 'catalog') {
    const work = { tenant, actor };
    await catalog.commands.importCatalog(work, Buffer.from(JSON.stringify(document)));
    return (await catalog.commands.publishCatalog(work)).catalogVersion;
  }
  if (edition.kind === 'list') {
    const priceListId = listOf(edition.currency);
    await pricing.commands.importPriceList(actor, {
      priceListId,
      document,
    });
    return (await pricing.commands.publishPriceList(actor, { priceListId })).version;
  }
  const kind = RULE_SETS[edition.kind];
  return (await pricing.commands.publishRuleSet(actor, { kind, subject: account, document })).version;
}
