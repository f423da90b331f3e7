import { contentHash } from '@quotewright/kernel';

/** Which rules a quote was configured by. Null where nothing in it is configured. */
export interface PinnedConfiguration {
  /**
   * Of one configured item the hash of its rules; of several, the hash of the list of offerings and hashes, each
   * once, by offering.
   */
  readonly configurationHash: string | null;
  /** The newest of them: the catalog version in which they were new. */
  readonly configurationRuleSetVersion: number | null;
}

interface Graph {
  readonly offeringId: string;
  readonly hash: string;
  readonly ruleSetVersion: number;
}

export function pinnedConfiguration(graphs: readonly Graph[]): PinnedConfiguration {
  const hashes = new Map(graphs.map(({ offeringId, hash }) => [offeringId, hash]));
  const [first, ...others] = [...hashes].sort(([a], [b]) => (a < b ? -1 : 1));
  if (first === undefined) return { configurationHash: null, configurationRuleSetVersion: null };
  return {
    configurationHash: others.length === 0 ? first[1] : contentHash([first, ...others]),
    configurationRuleSetVersion: Math.max(...graphs.map(({ ruleSetVersion }) => ruleSetVersion)),
  };
}
