import type { Route } from '@quotewright/platform/http';
import type { TestAnswer } from '@quotewright/platform/testing';

/** The path of a route with the ids of a quote, and of its first item, filled in. */
export function pathFor(route: Route, { json }: TestAnswer, quoteId: string = json.id): string {
  return route.path
    .replace(':quoteId', quoteId)
    .replace(':itemId', json.items[0].id)
    .replace(':revision', '1');
}

/** A body that each route accepts. */
export function bodyFor(route: Route): object | undefined {
  if (route.method === 'POST' && route.path.endsWith('/items')) return { offeringId: 'seat' };
  if (route.method === 'PATCH')
    return route.path.endsWith('/:itemId') ? { quantity: '3' } : { name: 'Other' };
  return undefined;
}
