import type { CatalogApi } from '@quotewright/catalog';
import type { ConfigurationApi, ConfigurationRequest } from '@quotewright/configuration';
import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { configurationFaults } from '../domain/configuration-faults.ts';
import {
  type DerivedCharacteristic,
  derivedCharacteristics,
  withDerived,
} from '../domain/derived-characteristics.ts';
import { type ItemConfiguration, itemConfigurations } from '../domain/item-configuration.ts';
import { type PinnedConfiguration, pinnedConfiguration } from '../domain/pinned-configuration.ts';
import type { QuoteItem } from '../domain/quote.ts';
import { structureErrors } from '../domain/structure-checks.ts';
import type { ConfigurationRules } from '../ports/configuration-rules.ts';

export interface JudgeConfigurationDeps {
  readonly catalog: Pick<CatalogApi, 'findDefinitions'>;
  readonly configuration: Pick<ConfigurationApi, 'evaluate'>;
  readonly configurationRules: readonly ConfigurationRules[];
}

export interface ItemsToJudge {
  readonly catalogVersion: number;
  readonly items: readonly QuoteItem[];
  /** For whom and when: what eligibility is about. */
  readonly context: ConfigurationRequest['context'];
}

export interface JudgedConfiguration {
  readonly errors: readonly FieldError[];
  readonly pinned: PinnedConfiguration;
  /** The items with the characteristics that follow from what is chosen, or are so by default. */
  readonly items: readonly QuoteItem[];
}

/**
 * Whether the items are valid and whole by the rules of a catalog version. What the definitions alone tell comes
 * first, because it points best; the configurator, which knows everything, is asked about the rest: one question for
 * each item that is part of nothing.
 */
export const judgeConfiguration =
  ({ catalog, configuration, configurationRules }: JudgeConfigurationDeps) =>
  async (tx: Tx, { catalogVersion, items, context }: ItemsToJudge): Promise<JudgedConfiguration> => {
    const ids = [...new Set(items.map(({ offeringId }) => offeringId))];
    const definitions = await catalog.findDefinitions(tx, catalogVersion, ids);
    const errors = [...structureErrors(items, definitions)];
    for (const rules of configurationRules) errors.push(...(await rules.check(tx, catalogVersion, items)));
    if (errors.length > 0) return { errors, items, pinned: pinnedConfiguration([]) };

    const graphs: { readonly offeringId: string; readonly hash: string; readonly ruleSetVersion: number }[] =
      [];
    const derived: DerivedCharacteristic[] = [];
    for (const asked of itemConfigurations(items, definitions)) {
      const { offeringId } = asked;
      const request = requestOf(asked, context);
      const evaluated = await configuration.evaluate(tx, { catalogVersion, offeringId, request });
      if (evaluated === undefined) continue;
      derived.push(...derivedCharacteristics(asked, evaluated.result));
      errors.push(...configurationFaults(asked, evaluated.result));
      if (evaluated.graph !== null) graphs.push({ offeringId, ...evaluated.graph });
    }
    return { errors, items: withDerived(items, derived), pinned: pinnedConfiguration(graphs) };
  };

/** Reported is what is wrong, and what follows: the answer of a large model is long. */
function requestOf(
  { termMonths, choices, instances, open }: ItemConfiguration,
  { date, values }: ConfigurationRequest['context'],
): ConfigurationRequest {
  return {
    choices: choices.map(({ choice }) => choice),
    instances: instances.map(({ path, id, choices: own }) => ({
      path,
      id,
      choices: own.map(({ choice }) => choice),
    })),
    context: { date, values: { ...values, ...(termMonths !== undefined && { termMonths }) } },
    only: open,
  };
}
