import type { Business } from './simulated-system.ts';

const IN_STOCK = 1_000;

/** Keeps a thousand of everything: `GET /stock/{sku}`, `POST /reservations` of some of it. */
export function inventory(): Business {
  const reserved = new Map<string, number>();
  const leftOf = (sku: string) => IN_STOCK - (reserved.get(sku) ?? 0);
  return ({ method, path, body }) => {
    const [, sku] = /^\/stock\/([^/]+)$/.exec(path) ?? [];
    if (method === 'GET' && sku !== undefined) return { status: 200, body: { sku, left: leftOf(sku) } };
    if (method !== 'POST' || path !== '/reservations')
      return { status: 404, body: { error: 'no such place' } };
    const { sku: wanted, quantity } = (body ?? {}) as { readonly sku?: unknown; readonly quantity?: unknown };
    if (typeof wanted !== 'string' || !Number.isSafeInteger(quantity) || (quantity as number) < 1)
      return { status: 422, body: { error: 'sku and quantity are missing' } };
    if (leftOf(wanted) < (quantity as number)) return { status: 409, body: { error: 'not enough left' } };
    reserved.set(wanted, IN_STOCK - leftOf(wanted) + (quantity as number));
    return { status: 201, body: { sku: wanted, quantity, left: leftOf(wanted) } };
  };
}
