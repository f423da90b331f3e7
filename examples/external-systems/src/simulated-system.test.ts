import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { billingCore } from './billing-core.ts';
import { simulatedSystem } from './simulated-system.ts';

describe('a simulated system', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function started(random?: () => number) {
    server = simulatedSystem(billingCore(), random);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      behave: async (behaviour: unknown) =>
        (await fetch(`${url}/control`, { method: 'PUT', body: JSON.stringify(behaviour) })).status,
      effects: async () => (await fetch(`${url}/effects`)).json(),
      /** The id of what began to be billed, or the status of the refusal. */
      async activate(account: string, key: string, body: unknown = { orderId: 'o-1' }) {
        const answer = await fetch(`${url}/accounts/${account}/activations`, {
          method: 'POST',
          headers: { 'idempotency-key': key },
          body: JSON.stringify(body),
        });
        return answer.ok ? ((await answer.json()) as { readonly id: string }).id : answer.status;
      },
      shown: async (account: string, key: string) =>
        (
          await fetch(`${url}/accounts/${account}/activations`, { headers: { 'idempotency-key': key } })
        ).json(),
    };
  }

  it('has the effect of a key once, and answers its repeats as it did at first', async () => {
    const { activate, effects } = await started();
    expect([await activate('a', 'k'), await activate('a', 'k')]).toEqual(['a-1', 'a-1']);
    expect(await effects()).toEqual({ requests: 2, effects: 1, repeats: 1, duplicates: 0 });
  });

  it('takes a key at another place, or with another method, for another request', async () => {
    const { activate, shown, effects } = await started();
    expect([await activate('a', 'k'), await activate('b', 'k')]).toEqual(['a-1', 'b-1']);
    expect(await shown('a', 'k')).toEqual({ activations: [{ id: 'a-1', order: 'o-1' }] });
    expect(await effects()).toMatchObject({ effects: 2, repeats: 0 });
  });

  it('does not hold a refusal against a key', async () => {
    const { activate, effects } = await started();
    expect(await activate('a', 'k', {})).toBe(422);
    expect(await activate('a', 'k')).toBe('a-1');
    expect(await effects()).toMatchObject({ effects: 1, repeats: 0 });
  });

  it('that duplicates has the effect of that share of repeats again', async () => {
    let drawn = 0;
    const { behave, activate, effects } = await started(() => drawn);
    await behave({ duplicates: 0.5 });
    expect(await activate('a', 'k')).toBe('a-1');
    drawn = 0.5;
    expect(await activate('a', 'k')).toBe('a-1');
    drawn = 0.4;
    expect(await activate('a', 'k')).toBe('a-2');
    expect(await effects()).toEqual({ requests: 3, effects: 2, repeats: 2, duplicates: 1 });
  });

  it('duplicates no more than all, and no less than none', async () => {
    const { behave } = await started();
    expect([await behave({ duplicates: 1.1 }), await behave({ duplicates: -0.1 })]).toEqual([400, 400]);
    expect([await behave({ duplicates: 0 }), await behave({ duplicates: 1 })]).toEqual([200, 200]);
  });
});
