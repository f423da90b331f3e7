import type { Tx } from '../postgres/tx.ts';
import { describeFileStore } from './fixtures/describe-file-store.ts';
import { memoryFileStore } from './fixtures/memory-file-store.ts';

const store = memoryFileStore();

describeFileStore('the file store of tests', () => ({
  store,
  within: (tenant, now, work) => work({ tenant, now, access: 'write' } as Tx),
}));
