import { runCatalogOverHttp } from '@quotewright/catalog/testing';
import { modelmart } from '@quotewright/example-modelmart';
import { tenantId } from '@quotewright/kernel';
import { systemPrincipal } from '@quotewright/platform/auth';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { expect, it } from 'vitest';

describeOnPostgres('the catalog of modelmart', (engine) => {
  it('imports from its YAML to exactly the content that it has as JSON', { timeout: 60_000 }, async () => {
    const http = await runCatalogOverHttp({ engine });
    const { commands } = http.catalog;
    const actor = systemPrincipal(tenantId('acme'), 'test');
    const work = { tenant: actor.tenant, actor };
    const { catalog: document } = await modelmart();
    const asJson = await commands.importCatalog(work, Buffer.from(JSON.stringify(document)));
    const yaml = await commands.exportCatalog(work.tenant, { syntax: 'yaml' });
    const asYaml = await commands.importCatalog(work, yaml, { media: 'application/yaml' });
    expect(asYaml.outcome).toBe('unchanged');
    const hashes = ({ sections }: typeof asJson) =>
      Object.fromEntries(sections.map(({ section, contentHash }) => [section, contentHash]));
    expect(hashes(asYaml)).toEqual(hashes(asJson));
    expect(yaml.toString('utf8')).toMatch(/^format: quotewright\/catalog@1\nsections:\n/);
    await http.close();
  });
});
