import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { type Contender, ContenderRunner } from './differential-contender.ts';
import { type Operation, operations } from './differential-operations.ts';

export interface StoreComparison {
  /**
   * Holds if both stores answer each sequence alike. For `fc.assert` and `fc.check`, which shrink a difference to the few
   * operations that show it, and replay it by its seed.
   */
  readonly property: fc.IAsyncProperty<[readonly Operation[]]>;
  close(): Promise<void>;
}

/**
 * Compares two stores by random sequences of operations on two nodes: every reply, every wake-up, everything on the bus.
 * `name` must be new to both stores.
 */
export async function compareStores(
  left: Contender,
  right: Contender,
  name: string,
): Promise<StoreComparison> {
  const runners = [new ContenderRunner(left, name), new ContenderRunner(right, name)] as const;
  for (const runner of runners) await runner.open();
  const flush = left.flush !== undefined && right.flush !== undefined;
  return {
    property: fc.asyncProperty(operations({ flush }), async (sequence) => {
      const expected = await runners[0].run(sequence);
      deepStrictEqual(await runners[1].run(sequence), expected);
    }),
    close: async () => {
      for (const runner of runners) await runner.close();
    },
  };
}
