import { expect, it } from 'vitest';
import { type LiveSystem } from './live-system.ts';

const OFFERING = 'anthropic.claude-2';

/** Amounts that meet a half of the smallest coin, its neighbours, and more digits than a float carries. */
const USAGES: readonly string[] = ['1', '625', '1249', '1250', '1251', '333333', '999999999', '12345678901'];

const CURRENCIES: readonly string[] = ['', 'usd', 'US', 'USDX', 'U$D', '__proto__', 'X\r\nY', 'ХХХ'];

/** Hundredths of an amount such as `12.30`, exactly. */
function coins(amount: string): bigint {
  const [whole = '', part = ''] = amount.split('.');
  expect(part, amount).toHaveLength(2);
  return BigInt(`${whole}${part}`);
}

export function moneyIsExact(system: () => LiveSystem): void {
  it('rounds each charge once, so that the total is the sum of what is shown, whatever the amounts', async () => {
    const { ask, owner } = system();
    const lines = USAGES.map((input, index) => ({
      id: String(index),
      offeringId: OFFERING,
      quantity: '1',
      usage: { input, output: '0' },
    }));
    const reply = await ask('POST', '/api/v1/quotes/price', { token: owner, body: { lines } });
    expect(reply.status, reply.text.slice(0, 500)).toBe(200);
    const { result } = reply.json;
    const charges = result.lines
      .flatMap((line: any) => line.charges)
      .filter(({ type }: any) => type === 'usage');
    expect(charges.length).toBeGreaterThanOrEqual(USAGES.length);
    const sum = charges.reduce((total: bigint, { amount }: any) => total + coins(amount.amount), 0n);
    expect(coins(result.totals.usage.amount)).toBe(sum);
    expect(new Set(charges.map(({ amount }: any) => amount.currency))).toEqual(new Set([result.currency]));
  });

  it('has one currency in a price, and refuses what is none', async () => {
    const { ask, owner } = system();
    const line = { id: '1', offeringId: OFFERING, quantity: '1' };
    for (const currency of CURRENCIES) {
      const body = { currency, lines: [line] };
      const reply = await ask('POST', '/api/v1/quotes/price', { token: owner, body });
      expect([400, 422], `${currency}: ${reply.text}`).toContain(reply.status);
      expect(reply.json.errors[0].pointer).toBe('/currency');
    }
    const mixed = { lines: [line, { ...line, id: '2', currency: 'EUR' }] };
    const reply = await ask('POST', '/api/v1/quotes/price', { token: owner, body: mixed });
    expect(reply.status, reply.text).toBe(400);
  });
}
