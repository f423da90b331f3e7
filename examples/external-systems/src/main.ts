import type { AddressInfo } from 'node:net';
import { billingCore } from './billing-core.ts';
import { inventory } from './inventory.ts';
import { type Business, simulatedSystem } from './simulated-system.ts';

/* Starts both systems on loopback: BILLING_PORT (4001) and INVENTORY_PORT (4002); 0 takes a free one. */

const systems: readonly (readonly [string, Business, string | undefined, number])[] = [
  ['billing-core', billingCore(), process.env['BILLING_PORT'], 4001],
  ['inventory', inventory(), process.env['INVENTORY_PORT'], 4002],
];

for (const [name, business, port, usual] of systems) {
  const server = simulatedSystem(business);
  server.listen(Number(port ?? usual), '127.0.0.1', () => {
    console.log(`${name} http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}
