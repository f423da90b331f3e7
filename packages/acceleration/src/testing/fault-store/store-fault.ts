import type { FaultName } from './faults.ts';

/** What an operation rejects with under a fault. Messages begin as those of the server or the driver do. */
export class StoreFault extends Error {
  readonly fault: FaultName | 'closed';

  constructor(fault: FaultName | 'closed', message: string) {
    super(message);
    this.name = 'StoreFault';
    this.fault = fault;
  }
}
