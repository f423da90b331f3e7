import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '../../../apps/server/e2e/http-client.ts';
import { OFFERINGS } from './stories/catalog.ts';
import type { World } from './world.ts';

const PAUSE = 25;

/** Asks what people ask all day, so that there are copies to go wrong. What is answered is not looked at here: other proofs do. */
export async function readOnAndOn(world: World, goesOn: () => boolean): Promise<void> {
  const price = {
    currency: 'EUR',
    lines: OFFERINGS.map((offeringId) => ({ id: offeringId, offeringId, quantity: '2' })),
  };
  const questions: readonly (readonly [string, string, object?])[] = [
    ['POST', '/quotes/price', price],
    ['GET', '/product-offerings'],
    ['GET', '/product-offerings/alpha'],
    ['GET', '/quotes?limit=5'],
    ['GET', '/price-lists'],
    ['GET', '/me'],
  ];
  for (let turn = 0; goesOn(); turn += 1) {
    const [method, path, body] = questions[turn % questions.length] as (typeof questions)[number];
    const url = world.urls[turn % world.urls.length] as string;
    const sending = { token: world.token('sales'), ...(body !== undefined && { body }) };
    await send(url, method, `/api/v1${path}`, sending);
    await sleep(PAUSE);
  }
}
