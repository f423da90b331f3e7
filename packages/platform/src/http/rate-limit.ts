import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestLimits, RouteLimit } from '../limits/index.ts';
import { rateHeaders } from '../limits/rate-headers.ts';
import { clientGone } from './client-gone.ts';
import type { Call, Route } from './route.ts';

/** Charges a request to its quotas before its body is read. Throws what a quota refuses with. */
export function chargeRequest(route: Route, limits: RequestLimits) {
  return (request: FastifyRequest, reply: FastifyReply) => charge(route, limits, route.limit, request, reply);
}

/** Charges what the body asks, once it is known to be valid. Throws the same. */
export async function chargeBody(
  route: Route,
  limits: RequestLimits | undefined,
  { body }: Pick<Call<unknown, unknown, unknown>, 'body'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (limits === undefined || body === undefined) return;
  const cost = route.limit.ofBody?.(body as never) ?? 0;
  if (cost > 0) await charge(route, limits, { class: route.limit.class, cost }, request, reply);
}

/** Charges units of a class to whoever asks; nobody on a public route. Throws the same. */
export async function charge(
  { operationId }: Pick<Route, 'operationId'>,
  limits: RequestLimits,
  { class: of, cost }: Pick<RouteLimit, 'class' | 'cost'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { principal, trace } = request.exchange;
  if (principal === undefined) return;
  // In the request's scope: the store's time that it takes is the request's.
  const { states, refusal } = await trace.run(() =>
    limits({
      principal,
      class: of,
      route: operationId,
      cost,
      gone: () => clientGone(reply),
    }),
  );
  reply.headers(rateHeaders(states, refusal?.details.retryAfterSeconds));
  if (refusal !== undefined) throw refusal;
}
