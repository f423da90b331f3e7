import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Authorizer, Intent, Permission } from '../auth/principal.ts';
import type { RequestLimits } from '../limits/index.ts';
import type { SessionAuthenticator } from '../sessions/index.ts';
import { type BodyMemory, reserveBody } from './body-memory.ts';
import { type CallContext, openCall } from './call.ts';
import { fail } from './errors.ts';
import { refuseMedia } from './media-types.ts';
import { chargeBody, chargeRequest } from './rate-limit.ts';
import type { Route } from './route.ts';
import { sendAnswer } from './send-answer.ts';

export const API_BASE = '/api/v1';

export interface Guards {
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  /** Absent: cookies mean nothing. A token, where there is one, is what counts. */
  readonly sessions?: SessionAuthenticator;
  /** Absent: nobody is limited. */
  readonly rateLimits?: RequestLimits;
}

type Hook = (request: FastifyRequest) => Promise<void>;

/** Who asks, and whether they may: before a byte of the body is read. */
export function guard(
  { authenticator, authorizer, sessions }: Guards,
  permission: Permission | 'authenticated',
  intent: Intent = 'read',
): Hook {
  return async (request) => {
    const { authorization } = request.headers;
    const signedIn = authorization === undefined ? sessions?.authenticate(request) : undefined;
    const found = signedIn ?? authenticator.authenticate(authorization);
    const principal = found instanceof Promise ? await found : found;
    request.exchange.principal = principal;
    if (permission === 'authenticated') return;
    // In the request's scope: the store's time that it takes is the request's.
    const { trace } = request.exchange;
    request.exchange.reach = await trace.run(() => authorizer.authorize(principal, permission, intent));
  };
}

/**
 * The order of every request: authentication → authorization → rate limit → (room for the body → body is read) → validation →
 * handler; in `call.write` idempotency comes before the handler's own If-Match and state checks.
 */
export function mountRoute(
  app: FastifyInstance,
  route: Route,
  guards: Guards,
  context: CallContext,
  bodies: BodyMemory,
): void {
  const { permission } = route;
  const { rateLimits } = guards;
  app.route({
    method: route.method,
    url: `${API_BASE}${route.path}`,
    config: { route },
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    onRequest:
      permission === 'public'
        ? []
        : [
            guard(guards, permission, intentOf(route)),
            ...(rateLimits === undefined ? [] : [chargeRequest(route, rateLimits)]),
          ],
    // Nobody reads the body of a GET.
    preParsing: [refuseMedia(route), ...(route.method === 'GET' ? [] : [reserveBody(bodies)])],
    handler: async (request, reply) => {
      const work = request.exchange.trace.run(async () => {
        const call = openCall(route, context, request, reply);
        await chargeBody(route, rateLimits, call, request, reply);
        return route.handler(call);
      });
      request.exchange.work = work;
      return sendAnswer(request, reply, await work);
    },
  });
}

const intentOf = ({ method, question }: Route): Intent =>
  method === 'GET' || question === true ? 'read' : 'change';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Answers 405 with `Allow` where a path exists, but not with that method. */
export function mountMethodRefusals(app: FastifyInstance, routes: readonly Route[]): void {
  const byPath = Map.groupBy(routes, (route) => route.path.replaceAll(/:[^/]+/g, ':id'));
  for (const [path, siblings] of byPath) {
    const present = new Set<string>(siblings.map((route) => route.method));
    const allow = [...present, ...(present.has('GET') ? ['HEAD'] : [])].sort().join(', ');
    const absent = METHODS.filter((method) => !present.has(method));
    if (absent.length === 0) continue;
    app.route({
      method: absent,
      url: `${API_BASE}${path}`,
      exposeHeadRoute: false,
      onRequest: async (request, reply) => {
        reply.header('allow', allow);
        throw fail('METHOD_NOT_ALLOWED', `${request.method} is not possible here; possible: ${allow}`);
      },
      handler: () => undefined,
    });
  }
}
