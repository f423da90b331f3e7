import { tenantId } from '@quotewright/kernel';
import { type ExplainRefusal, explainCopy } from '@quotewright/platform/cache';
import { Command } from 'commander';
import type { Installation } from '../compose/installation.ts';
import { exitCodes } from './exit-codes.ts';
import { linesOfExplanation } from './explanation-lines.ts';
import { refuseUnknownTenant } from './refuse-unknown-tenant.ts';
import { configFor, type SettingOptions, settingOptions } from './settings.ts';
import { withInstallation } from './with-installation.ts';

interface ExplainOptions extends SettingOptions {
  readonly tenant?: string;
}

export function explainCommand(): Command {
  return new Command('explain')
    .argument('<key>', 'as answers and logs show it, with its namespace or without')
    .description(
      'say where a cached value came from and what would drop it; fails where no copy would be answered',
    )
    .option('--tenant <id>', 'refuse keys of other tenants')
    .addOption(settingOptions.dataDir)
    .action(async (key: string, options: ExplainOptions) => {
      const found = await withInstallation(configFor(options), (installation) =>
        explain(installation, key, options),
      );
      if (!found) process.exitCode = exitCodes.failure;
    });
}

/** Whether there is a copy that would be answered. */
async function explain(
  installation: Installation,
  keyText: string,
  { tenant }: ExplainOptions,
): Promise<boolean> {
  const { caches, modules } = installation;
  if (caches === undefined) {
    console.error('Copies are off (QUOTEWRIGHT_CACHE): there is none.');
    return false;
  }
  if (tenant !== undefined) await refuseUnknownTenant(installation, tenantId(tenant));
  // Memory of this process is no server's: there is nothing in it.
  const shared = caches.store === 'redis' ? caches : undefined;
  await shared?.layer.ready();
  const explained = await explainCopy(
    { categories: modules.caches, ...(shared === undefined ? {} : { caches: shared }) },
    { keyText, ...(tenant === undefined ? {} : { tenant }) },
  );
  if (typeof explained === 'string') {
    console.error(REFUSALS[explained]);
    return false;
  }
  for (const line of linesOfExplanation(explained)) console.log(line);
  if (explained.found === undefined) {
    console.error(MEMORY_ONLY);
    return false;
  }
  return explained.found.store.state === 'copy';
}

const MEMORY_ONLY =
  'No Redis is configured: copies live in the memory of servers. Ask a server: GET /api/v1/admin/caches/explain?key=';

const REFUSALS: Readonly<Record<ExplainRefusal, string>> = {
  malformed: 'This is no key of a cached value: no category makes such a text. Pass it on as a whole.',
  'unknown-category':
    'No category makes keys of this shape: `quotewright caches list` names those there are.',
  'foreign-namespace':
    'The key is of another installation, another environment or a time before a restore: nobody here reads it.',
  'other-tenant': 'The key is of another tenant.',
};
