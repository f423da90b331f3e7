import { ManualClock } from '@quotewright/kernel/testing';
import { SeededRandom } from '../../testing/seeded-random.ts';
import {
  type BreakableStore,
  busReconnectionContract,
  storeContract,
} from '../../testing/store-contract/index.ts';
import { MemoryEngine } from './memory-engine.ts';
import { memoryStores } from './memory-stores.ts';

async function open(): Promise<BreakableStore> {
  const clock = new ManualClock();
  const engine = new MemoryEngine({ clock, random: new SeededRandom(1) });
  return {
    stores: async () => memoryStores({ engine }),
    flush: async () => engine.flush(),
    advance: (milliseconds) => clock.advance(milliseconds),
    disconnect: async () => engine.disconnect(),
    close: async () => {},
  };
}

storeContract('the in-process store', open);
busReconnectionContract('the in-process store', open);
