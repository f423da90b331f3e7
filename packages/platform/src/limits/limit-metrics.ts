import { Counter, type Registry } from 'prom-client';
import type { Principal } from '../auth/principal.ts';
import type { EndpointClass } from './endpoint-class.ts';
import { PARTNER_ROLE } from './endpoint-classes.ts';

/** Who asks, in a word that can be a label. A client that acts for nobody is its own subject. */
export type ClientClass = 'partner' | 'person' | 'machine';

export function clientClass({ roles, clientId, subject }: Principal): ClientClass {
  if (roles.includes(PARTNER_ROLE)) return 'partner';
  return clientId !== undefined && clientId === subject ? 'machine' : 'person';
}

export interface LimitMetrics {
  /** `why`: the quota that refused, `closed` or `impossible`. */
  rejected(client: ClientClass, of: EndpointClass, why: string): void;
  /** A request passed although nobody could count it. */
  passedUncounted(of: EndpointClass): void;
}

export function limitMetrics(registry: Registry): LimitMetrics {
  const registers = [registry];
  const rejections = new Counter({
    name: 'http_rate_limit_rejections_total',
    help: 'Requests that a quota refused, by the class of the client, the class of the endpoint, and why.',
    labelNames: ['client', 'endpoint', 'why'],
    registers,
  });
  const uncounted = new Counter({
    name: 'http_rate_limit_uncounted_total',
    help: 'Requests that passed unlimited, because they could not be counted.',
    labelNames: ['endpoint'],
    registers,
  });
  return {
    rejected: (client, endpoint, why) => rejections.inc({ client, endpoint, why }),
    passedUncounted: (endpoint) => uncounted.inc({ endpoint }),
  };
}
