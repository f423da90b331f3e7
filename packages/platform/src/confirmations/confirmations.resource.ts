import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { defineRoute, type Route } from '../http/route.ts';
import { jsonValueSchema, timestampSchema } from '../http/schemas.ts';
import { askConfirmation, type ConfirmationsDeps, considerRequest } from './ask-confirmation.ts';

const MAX_PARAMETERS = 50;

const sentText = z.string().max(4_096);

const texts = <Value extends z.ZodType>(value: Value) =>
  z
    .record(z.string().max(200), value)
    .refine((all) => Object.keys(all).length <= MAX_PARAMETERS, `at most ${MAX_PARAMETERS} members`);

const requestSchema = z
  .strictObject({
    operationId: z
      .string()
      .min(1)
      .max(100)
      .describe('Of the operation to confirm, as `/openapi.json` has it.'),
    params: texts(sentText).exactOptional().describe('Of its path, as texts.'),
    query: texts(z.union([sentText, z.array(sentText).max(MAX_PARAMETERS)]))
      .exactOptional()
      .describe('Its query parameters, as texts.'),
    body: jsonValueSchema.exactOptional().describe('Its body.'),
  })
  .meta({ id: 'ConfirmationRequest', description: 'A request, exactly as it will be sent.' });

const confirmationSchema = z
  .strictObject({
    token: z
      .string()
      .describe('For the header `Quotewright-Confirmation` of that one request; it is shown only here.'),
    expiresAt: timestampSchema,
    operationId: z.string(),
    warning: z.string().describe('What the operation does that is not easily undone.'),
    preview: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .describe('What it would hit as things are now.'),
  })
  .meta({ id: 'Confirmation', description: 'Leave to send one request once.' });

export function confirmationRoutes(deps: ConfirmationsDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/admin/confirmations',
      operationId: 'askConfirmation',
      tag: 'Confirmations',
      summary: 'What a dangerous request would do, and a one-time token to send it with',
      description:
        'Needs the permission of the operation that is named. The input is checked as that operation checks it; places in `errors` are those of the request to be confirmed. The token is for the same caller (subject and client) and the same input, for five minutes.',
      permission: 'authenticated',
      // What it is asked for must not wait behind what others do.
      limit: { class: 'control', cost: 1 },
      body: requestSchema,
      responses: {
        201: { description: 'The token, and what to know before using it', schema: confirmationSchema },
      },
      handler: async (call) => {
        const { operationId, params = {}, query = {}, body } = call.body;
        const intention = await considerRequest(deps, call, { operationId, params, query, body });
        return call.write(async (tx) => {
          const { token, expiresAt } = await askConfirmation(tx, call.principal, intention);
          const { warning, preview } = intention;
          return {
            status: 201,
            body: {
              token,
              expiresAt: timestamp(expiresAt),
              operationId,
              warning,
              ...(preview && { preview }),
            },
          };
        });
      },
    }),
  ];
}
