import { z } from 'zod';
import { ok } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { circuitSchema, circuitView } from './circuit.schema.ts';
import type { Circuit } from './circuit.ts';
import { type CircuitOrder, circuitOverrides, overrideCircuit } from './circuit-overrides.ts';
import { fail } from './external-errors.ts';

export interface CircuitDeps {
  /** Of this process, in the order of ids. */
  circuits(): readonly Circuit[];
}

const params = z.strictObject({ circuitId: z.string().min(1).max(130) });
const body = z.strictObject({
  reason: z
    .string()
    .max(500)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
    .regex(/\S/, 'must not be blank')
    .describe('Why; kept in the audit trail.'),
});

const ORDERS = [
  {
    verb: 'open',
    position: 'open',
    summary: "Have the tenant's calls refused at once",
    warning:
      "None of the tenant's calls reaches this operation until it is set to auto again, however well the system is.",
  },
  {
    verb: 'close',
    position: 'closed',
    summary: "Have the tenant's calls sent, whatever the automatic has found out",
    warning: 'Every call is sent, and waits for its time-out, however unwell the system is.',
  },
  { verb: 'auto', position: 'auto', summary: 'Give the circuit back to the automatic' },
] as const satisfies readonly {
  readonly verb: string;
  readonly position: CircuitOrder['position'];
  readonly summary: string;
  readonly warning?: string;
}[];

const tag = 'External systems';

/** What operators see of external systems, and how they take a circuit into their own hands. */
export function circuitRoutes({ circuits }: CircuitDeps): readonly Route[] {
  const find = (id: string) => {
    const circuit = circuits().find((one) => one.id === id);
    if (circuit === undefined) throw fail('CIRCUIT_UNKNOWN', `there is no circuit "${id}"`);
    return circuit;
  };
  return [
    defineRoute({
      method: 'GET',
      path: '/admin/circuits',
      operationId: 'listCircuits',
      tag,
      summary: 'The operations of external systems, and whether they are called',
      description:
        'As the server that answers knows it: each process finds out by itself. Overrides hold on all of them, within two seconds.',
      permission: 'circuit:read',
      limit: { class: 'read', cost: 1 },
      responses: {
        200: {
          description: 'All circuits, by id; none where no external system is configured.',
          schema: z.strictObject({ items: z.array(circuitSchema) }),
        },
      },
      handler: (call) =>
        call.read(async (tx) => {
          const overrides = await circuitOverrides(tx);
          return ok({ items: circuits().map((circuit) => circuitView(circuit, overrides.get(circuit.id))) });
        }),
    }),
    ...ORDERS.map((order) =>
      defineRoute({
        method: 'POST',
        path: `/admin/circuits/:circuitId/${order.verb}`,
        operationId: `${order.verb}Circuit`,
        tag,
        summary: order.summary,
        permission: 'circuit:write',
        // Not a repair: an operator has to be able to do this while everything is down.
        limit: { class: 'control', cost: 1 },
        idempotency: 'required',
        ...('warning' in order && { confirmation: { warning: order.warning } }),
        params,
        body,
        responses: { 200: { description: 'The circuit as it is now.', schema: circuitSchema } },
        handler: (call) =>
          call.write(async (tx) => {
            const circuit = find(call.params.circuitId);
            await overrideCircuit(tx, call.principal, {
              circuit: circuit.id,
              position: order.position,
              reason: call.body.reason,
            });
            return ok(circuitView(circuit, (await circuitOverrides(tx)).get(circuit.id)));
          }),
      }),
    ),
  ];
}
