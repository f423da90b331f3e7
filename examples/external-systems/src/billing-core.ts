import type { Business } from './simulated-system.ts';

/** Bills orders: `POST /accounts/{id}/activations` begins, `GET` of the same shows what was begun. */
export function billingCore(): Business {
  const activations = new Map<string, { readonly id: string; readonly order: unknown }[]>();
  return ({ method, path, body }) => {
    const [, account] = /^\/accounts\/([^/]+)\/activations$/.exec(path) ?? [];
    if (account === undefined) return { status: 404, body: { error: 'no such place' } };
    const begun = activations.get(account) ?? [];
    if (method === 'GET') return { status: 200, body: { activations: begun } };
    const order = (body as { readonly orderId?: unknown } | undefined)?.orderId;
    if (typeof order !== 'string') return { status: 422, body: { error: 'orderId is missing' } };
    const activation = { id: `${account}-${begun.length + 1}`, order };
    activations.set(account, [...begun, activation]);
    return { status: 201, body: activation };
  };
}
