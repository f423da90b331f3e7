import { appendAudit } from '../audit/index.ts';
import type { Answer } from '../http/answer.ts';
import { fail } from '../http/errors.ts';
import type { Route } from '../http/route.ts';
import { consumeToken, type OneTimeUse } from '../one-time-tokens/index.ts';
import type { Tx } from '../postgres/tx.ts';

type Work = (tx: Tx) => Promise<Answer>;

/** The refusal of a request that names no token. */
export function confirmationRequired({ operationId, confirmation }: Route) {
  return fail(
    'CONFIRMATION_REQUIRED',
    'get a token with POST /admin/confirmations, and send it as Quotewright-Confirmation',
    { operationId, warning: confirmation?.warning ?? '' },
  );
}

/**
 * The work of a route that has to be confirmed, after its token was used up in the same transaction. Throws `CONFIRMATION_REQUIRED`
 * and `CONFIRMATION_INVALID`.
 */
export function confirmed(route: Route, use: OneTimeUse, token: string | undefined, work: Work): Work {
  return async (tx) => {
    if (token === undefined) throw confirmationRequired(route);
    const confirmationId = await consumeToken(tx, use, token);
    if (confirmationId === undefined) {
      throw fail('CONFIRMATION_INVALID', 'ask for a new token for exactly this request');
    }
    await appendAudit(tx, {
      actor: use.principal,
      action: 'confirmation.use',
      entity: { type: 'confirmation', id: confirmationId },
      detail: { operationId: route.operationId, inputHash: use.inputHash },
    });
    return work(tx);
  };
}
