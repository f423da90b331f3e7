import type { JsonObject } from '@quotewright/kernel';
import { appendAudit } from '../audit/index.ts';
import type { Authorizer, Principal } from '../auth/principal.ts';
import type { Call, Confirmation, Route } from '../http/route.ts';
import { validateInput } from '../http/validation.ts';
import { type IssuedToken, issueToken } from '../one-time-tokens/index.ts';
import type { Tx } from '../postgres/tx.ts';
import { fail } from './confirmation-errors.ts';
import { confirmedInput, type SentInput } from './confirmed-input.ts';

/** Time to read the warning and decide. */
const LIFETIME_MS = 5 * 60_000;

/** A request that its caller means to send. */
export interface IntendedRequest extends SentInput {
  readonly operationId: string;
}

/** What its caller is to decide about. */
export interface Intention {
  readonly operationId: string;
  readonly inputHash: string;
  readonly warning: string;
  readonly preview?: JsonObject;
}

export interface ConfirmationsDeps {
  /** Those of all modules. */
  routes(): readonly Route[];
  readonly authorizer: Authorizer;
}

type ConfirmedRoute = Route & { readonly confirmation: Confirmation<any, any, any> };

/**
 * Looks at a request as its route would, and at what it would hit, without doing it. Throws `CONFIRMATION_NOT_NEEDED`, what the
 * authorizer throws, and what the route answers to such input.
 */
export async function considerRequest(
  deps: ConfirmationsDeps,
  call: Pick<Call<unknown, unknown, unknown>, 'principal' | 'read'>,
  request: IntendedRequest,
): Promise<Intention> {
  const { principal } = call;
  const { operationId, permission, confirmation, ...route } = confirmedRoute(
    deps.routes(),
    request.operationId,
  );
  const reach = permission.includes(':')
    ? await deps.authorizer.authorize(principal, permission as `${string}:${string}`, 'change')
    : undefined;
  const input = validateInput({ operationId, permission, ...route }, request, undefined);
  const preview = await confirmation.preview?.({
    ...input,
    principal,
    get reach() {
      if (reach === undefined) throw new Error(`${operationId} asks for no permission: it has no reach`);
      return reach;
    },
    read: (work) => call.read(work),
  });
  return {
    operationId,
    inputHash: confirmedInput(request),
    warning: confirmation.warning,
    ...(preview && { preview }),
  };
}

/** Issues the token, with an audit entry: who asks and then does nothing is seen, too. */
export async function askConfirmation(
  tx: Tx,
  principal: Principal,
  { operationId, inputHash }: Intention,
): Promise<IssuedToken> {
  const issued = await issueToken(tx, { principal, action: operationId, inputHash }, LIFETIME_MS);
  await appendAudit(tx, {
    actor: principal,
    action: 'confirmation.ask',
    entity: { type: 'confirmation', id: issued.id },
    detail: { operationId, inputHash },
  });
  return issued;
}

function confirmedRoute(routes: readonly Route[], operationId: string): ConfirmedRoute {
  const route = routes.find((each) => each.operationId === operationId);
  if (route?.confirmation !== undefined) return route as ConfirmedRoute;
  throw fail('CONFIRMATION_NOT_NEEDED', `${operationId} is not an operation that has to be confirmed`);
}
