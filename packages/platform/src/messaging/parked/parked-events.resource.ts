import { z } from 'zod';
import { ok } from '../../http/answer.ts';
import { pageOf, pageQuery } from '../../http/page.ts';
import { defineRoute, type Route } from '../../http/route.ts';
import { idSchema } from '../../http/schemas.ts';
import {
  parkedEventDetail,
  parkedEventDetailSchema,
  parkedEventSchema,
  parkedEventView,
  parkedStateSchema,
} from './parked-event.schema.ts';
import type { ParkedEvents } from './parked-events.ts';

const path = '/admin/events/parked';
const tag = 'Events';
const params = z.strictObject({ parkedEventId: idSchema });

const filters = z.strictObject({
  ...pageQuery,
  state: parkedStateSchema.default('parked'),
  consumer: z.string().max(100).exactOptional(),
  type: z.string().max(100).exactOptional().describe('Of the event: `QuoteAccepted`.'),
});

const discardSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500).describe('Why; kept in the audit trail.') })
  .meta({ id: 'ParkedEventDiscard' });

export interface ParkedEventDeps {
  readonly parkedEvents: ParkedEvents;
}

/** What operators do about the events of their tenant that could not be handled. */
export function parkedEventRoutes({ parkedEvents }: ParkedEventDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listParkedEvents',
      tag,
      summary: 'Events that could not be handled, newest first',
      permission: 'event:read',
      limit: { class: 'read', cost: 1 },
      query: filters,
      responses: { 200: { description: 'One page.', schema: pageOf(parkedEventSchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { limit, cursor, ...filter } = call.query;
          const page = await parkedEvents.list(tx, filter, {
            limit,
            ...(cursor === undefined ? {} : { cursor }),
          });
          return ok({ ...page, items: page.items.map(parkedEventView) });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: `${path}/:parkedEventId`,
      operationId: 'readParkedEvent',
      tag,
      summary: 'A parked event, with what it says and why it failed',
      permission: 'event:read',
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The event.', schema: parkedEventDetailSchema } },
      handler: (call) =>
        call.read(async (tx) =>
          ok(parkedEventDetail(await parkedEvents.find(tx, call.params.parkedEventId))),
        ),
    }),
    defineRoute({
      method: 'POST',
      path: `${path}/:parkedEventId/replay`,
      operationId: 'replayParkedEvent',
      tag,
      summary: 'Have a parked event handled again',
      description:
        'Its consumer gets the event once more. When it fails again the event stays parked, with the new error, and the answer is 422.',
      permission: 'event:repair',
      limit: { class: 'repair', cost: 1 },
      params,
      idempotency: 'required',
      responses: { 200: { description: 'It was handled.', schema: parkedEventSchema } },
      handler: (call) =>
        parkedEvents.replay(
          { tenant: call.principal.tenant, id: call.params.parkedEventId, by: call.principal },
          (work) => call.write(async (tx) => ok(parkedEventView(await work(tx)))),
        ),
    }),
    defineRoute({
      method: 'POST',
      path: `${path}/:parkedEventId/discard`,
      operationId: 'discardParkedEvent',
      tag,
      summary: 'Give a parked event up',
      description: 'Its consumer never handles it. The event and the reason stay on record.',
      permission: 'event:repair',
      limit: { class: 'repair', cost: 1 },
      params,
      body: discardSchema,
      idempotency: 'required',
      responses: { 200: { description: 'It was discarded.', schema: parkedEventSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          const order = { id: call.params.parkedEventId, by: call.principal, reason: call.body.reason };
          return ok(parkedEventView(await parkedEvents.discard(tx, order)));
        }),
    }),
  ];
}
