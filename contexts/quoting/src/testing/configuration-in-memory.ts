import type {
  ConfigurationAnswer,
  ConfigurationApi,
  EvaluatedConfiguration,
} from '@quotewright/configuration';

type Asked = Parameters<ConfigurationApi['evaluate']>[1];

const VALID: ConfigurationAnswer = {
  kind: 'answer',
  status: 'VALID_COMPLETE',
  variables: [],
  instances: [],
  missing: [],
  advice: [],
};

/** Finds everything valid, by rules of the hash that a test turns, until a test says what it finds instead. */
export class ConfigurationInMemory implements Pick<ConfigurationApi, 'evaluate'> {
  /** Of the offering `branch`; nothing else has rules. */
  hash = 'b'.repeat(64);
  result: EvaluatedConfiguration['result'] = VALID;
  readonly asked: Asked[] = [];

  async evaluate(_tx: unknown, asked: Asked): Promise<EvaluatedConfiguration> {
    this.asked.push(asked);
    if (asked.offeringId !== 'branch') return { graph: null, result: VALID };
    const graph = { hash: this.hash, mode: 'graph', engineVersion: 1, ruleSetVersion: 3 } as const;
    return { graph, result: this.result };
  }
}
