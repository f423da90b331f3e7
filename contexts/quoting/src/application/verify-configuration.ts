import type { Tx } from '@quotewright/platform/postgres';
import { configurationContext } from '../domain/configuration-context.ts';
import { fail } from '../domain/errors.ts';
import { type PinnedConfiguration, pinnedConfiguration } from '../domain/pinned-configuration.ts';
import type { Quote } from '../domain/quote.ts';
import type { RevisionStore } from '../ports/revision-store.ts';
import { type JudgeConfigurationDeps, judgeConfiguration } from './judge-configuration.ts';

export interface VerifyConfigurationDeps extends JudgeConfigurationDeps {
  readonly revisions: Pick<RevisionStore, 'find' | 'findPriced'>;
}

/**
 * What was priced, proven: by the rules of the pinned catalog version the items are still valid and whole, and these
 * are still the rules they were priced by. Throws `CONFIGURATION_DIVERGED`.
 */
export const verifyConfiguration = (deps: VerifyConfigurationDeps) => {
  const judge = judgeConfiguration(deps);
  return async (tx: Tx, quote: Quote): Promise<PinnedConfiguration> => {
    const price = (await deps.revisions.find(tx, quote))?.price ?? null;
    const priced = await deps.revisions.findPriced(tx, quote);
    if (price === null || priced === undefined)
      throw new Error(`quote ${quote.id} is ${quote.state} without a price`);
    const { catalogVersion, configurationHash } = price.pinned;
    // Priced before rules were pinned, or nothing in it is configured.
    if (configurationHash === null) return pinnedConfiguration([]);
    const context = configurationContext(priced.input);
    const { errors, pinned } = await judge(tx, { catalogVersion, items: price.items, context });
    if (errors.length > 0) {
      throw fail('CONFIGURATION_DIVERGED', `the items are no valid configuration: ${errors[0]?.reason}`, {
        errors,
      });
    }
    if (pinned.configurationHash !== configurationHash) {
      throw fail('CONFIGURATION_DIVERGED', 'the items were priced by other rules', {
        configurationHash,
        derivedConfigurationHash: pinned.configurationHash,
      });
    }
    return pinned;
  };
};
