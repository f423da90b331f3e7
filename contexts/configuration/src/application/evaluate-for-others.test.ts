import type { Tx } from '@quotewright/platform/postgres';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConfigurationEngine } from '../ports/configuration-engine.ts';
import { evaluateForOthers } from './evaluate-for-others.ts';

const graph = { hash: 'h', mode: 'graph', engineVersion: 1, ruleSetVersion: 2 } as const;
const request = { choices: [], context: { date: '2026-03-01', values: {} } };

describe('the configuration of many items', () => {
  let queries: string[];
  let evaluate: ReturnType<typeof evaluateForOthers>;

  beforeEach(() => {
    queries = [];
    const engine: Pick<ConfigurationEngine, 'ask'> = {
      async ask({ read }) {
        await read();
        return { kind: 'answered', graph, json: '{"kind":"answer"}' };
      },
    };
    evaluate = evaluateForOthers({
      engine: engine as ConfigurationEngine,
      catalog: {
        async findArtefactHash(_tx, version, _section, id) {
          queries.push(`hash of ${id} in ${version}`);
          return id === 'branch' ? 'hash' : undefined;
        },
        async findOfferings(_tx, version, ids) {
          queries.push(`offering ${ids.join(' ')} in ${version}`);
          return new Map(ids.includes('cable') ? [['cable', {} as never]] : []);
        },
        findDefinitions: async () => new Map(),
        readSection: async () => [],
        findArtefact: async () => ({ bytes: Buffer.from(''), contentHash: 'hash' }),
      },
    });
  });

  const ask = (tx: object, offeringId: string, catalogVersion = 1) =>
    evaluate(tx as Tx, { catalogVersion, offeringId, request });

  it('complaint: seconds for many lines: reads the catalog once for each offering', async () => {
    const tx = {};
    for (const offeringId of ['branch', 'cable', 'branch', 'cable', 'none', 'none'])
      await ask(tx, offeringId);
    expect(queries).toEqual([
      'hash of branch in 1',
      'hash of cable in 1',
      'offering cable in 1',
      'hash of none in 1',
      'offering none in 1',
    ]);
    expect((await ask(tx, 'branch'))?.graph).toEqual(graph);
    expect(await ask(tx, 'cable')).toMatchObject({ graph: null, result: { status: 'VALID_COMPLETE' } });
    expect(await ask(tx, 'none')).toBeUndefined();
  });

  it('remembers nothing for another transaction or version', async () => {
    const tx = {};
    await ask(tx, 'branch');
    await ask(tx, 'branch', 2);
    await ask({}, 'branch');
    expect(queries).toEqual(['hash of branch in 1', 'hash of branch in 2', 'hash of branch in 1']);
  });
});
