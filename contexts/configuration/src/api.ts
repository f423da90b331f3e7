import type { Tx } from '@quotewright/platform/postgres';
import type { ConfigurationAnswer } from './domain/evaluation/configuration-answer.ts';
import type { GraphIdentity } from './domain/evaluation/configuration-query.ts';
import type { ConfigurationRequest, Refused } from './domain/evaluation/configuration-request.ts';

/** What a configuration is, by the rules of one published version. */
export interface EvaluatedConfiguration {
  /** Of the rules that answered; null for an offering that has nothing to configure. */
  readonly graph: GraphIdentity | null;
  readonly result: ConfigurationAnswer | Refused;
}

/** What contexts downstream may ask. */
export interface ConfigurationApi {
  /** Undefined where the version does not have the offering. Reads the catalog once for each offering and transaction. */
  evaluate(
    tx: Tx,
    asked: {
      readonly catalogVersion: number;
      readonly offeringId: string;
      readonly request: ConfigurationRequest;
    },
  ): Promise<EvaluatedConfiguration | undefined>;
}
