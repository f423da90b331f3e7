import { z } from 'zod';
import { ok } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { countOfSubject } from './session-store.ts';
import { endSessionsOf } from './sessions.ts';

const params = z.strictObject({
  subject: z
    .string()
    .regex(/^[\x20-\x7e\u00a0-\uffff]{1,255}$/u, 'must be 1 to 255 printable characters')
    .describe('As tokens name the person, or the machine.'),
});

const body = z.strictObject({
  reason: z
    .string()
    .max(500)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
    .regex(/\S/, 'must not be blank')
    .describe('Why; kept in the audit trail.'),
});

const endedSchema = z
  .strictObject({
    subject: z.string(),
    ended: z.int().describe('How many sessions that were open are not any more.'),
  })
  .meta({ id: 'EndedSessions', description: 'Browsers in which a person has to sign in again.' });

/** What operators do about the sessions of others. */
export function userSessionRoutes(): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/admin/users/:subject/end-sessions',
      operationId: 'endSessionsOfUser',
      tag: 'Sessions',
      summary: 'End all sessions of a user, in every browser',
      description:
        'At once, on all servers; of whoever the subject names, whether the directory knows them or not. Tokens are not touched: whoever has one can sign in again, so have the issuer refuse them first.',
      permission: 'session:end',
      // Not a repair: an operator has to be able to do this while everything is down.
      limit: { class: 'control', cost: 1 },
      idempotency: 'required',
      confirmation: {
        warning:
          'The user is signed out of every browser at once. What was not sent there is lost, and a token opens a new session.',
        preview: (call) =>
          call.read(async (tx) => ({
            subject: call.params.subject,
            open: await countOfSubject(tx, call.params.subject),
          })),
      },
      params,
      body,
      responses: { 200: { description: 'What was ended; 0 where there was none.', schema: endedSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const { subject } = call.params;
          const { reason } = call.body;
          const ended = await endSessionsOf(tx, call.principal, { subject, reason });
          return ok({ subject, ended });
        }),
    }),
  ];
}
