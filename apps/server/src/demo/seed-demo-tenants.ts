import { contentHash, DomainError, tenantId } from '@quotewright/kernel';
import { type Principal, systemPrincipal } from '@quotewright/platform/auth';
import type { ProgressDisplay } from '../cli/progress.ts';
import type { Installation } from '../compose/installation.ts';
import type { DemoTenant } from './demo-tenant.ts';
import { seedRuleSets } from './seed-rule-sets.ts';

/**
 * Makes the demo tenants that are missing, through the commands everybody uses. Each step looks whether it was done:
 * a first start that was killed half way is completed by the next one.
 */
export async function seedDemoTenants(
  installation: Installation,
  tenants: readonly DemoTenant[],
  display: (title: string) => ProgressDisplay,
): Promise<void> {
  for (const tenant of tenants) {
    const actor = systemPrincipal(tenantId(tenant.id), 'demo');
    await seedTenant(installation, tenant, actor);
    await seedDocuments(installation, tenant, actor, display);
  }
}

/** The tenant and its accounts, in one transaction: there is no tenant without its accounts. */
async function seedTenant(
  { database, modules }: Installation,
  tenant: DemoTenant,
  actor: Principal,
): Promise<void> {
  await database.withTenant(actor.tenant, 'write', async (tx) => {
    if ((await modules.tenancy.findTenant(tx)) !== undefined) return;
    await modules.tenancy.createTenant(tx, actor, { name: tenant.name, settings: tenant.settings });
    for (const account of tenant.accounts) await modules.accounts.createAccount(tx, actor, account);
  });
}

async function seedDocuments(
  installation: Installation,
  tenant: DemoTenant,
  actor: Principal,
  display: (title: string) => ProgressDisplay,
): Promise<void> {
  const { database, modules } = installation;
  const { catalog, pricing } = modules;
  const { tenant: id } = actor;
  const { catalog: document, priceLists, ruleSets } = await tenant.documents();
  const step = async (title: string, work: (progress: ProgressDisplay['update']) => Promise<unknown>) => {
    const shown = display(`${tenant.name}: ${title}`);
    try {
      await work(shown.update);
    } finally {
      shown.stop();
    }
  };
  if ((await database.withTenant(id, 'read', catalog.api.activeVersion)) === undefined) {
    const bytes = Buffer.from(JSON.stringify(document));
    await step('catalog', (progress) =>
      catalog.commands.importCatalog({ tenant: id, actor, progress }, bytes),
    );
    await step('catalog published', async (progress) => {
      const work = { tenant: id, actor, progress };
      return (await catalog.commands.resumePublication(work)) ?? catalog.commands.publishCatalog(work);
    });
  }
  for (const priceList of priceLists) {
    const priceListId = priceList.priceList.id;
    const active = await database.withTenant(id, 'read', (tx) => pricing.api.activeVersion(tx, priceListId));
    if (active !== undefined) continue;
    await step(`prices ${priceListId}`, (progress) =>
      pricing.commands.importPriceList(actor, { priceListId, document: priceList }, { progress }),
    );
    await step(`prices ${priceListId} published`, (progress) => {
      const publish = (publicationId?: string) =>
        pricing.commands.publishPriceList(
          actor,
          { priceListId, ...(publicationId === undefined ? {} : { publicationId }) },
          { progress },
        );
      // One that has failed for good cannot be resumed: a new one then.
      return publish(publicationIdOf(id, priceListId)).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'PRICE_LIST_PUBLICATION_LOST') return publish();
        throw error;
      });
    });
  }
  await seedRuleSets(installation, actor, ruleSets);
}

/** The same UUID at every start, so that a publication that was cut off is resumed instead of waited for. */
function publicationIdOf(tenant: string, priceListId: string): string {
  const digest = contentHash({ demo: tenant, priceListId });
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
