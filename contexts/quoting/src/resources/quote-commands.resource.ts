import type { Permission, Principal } from '@quotewright/platform/auth';
import { type Call, defineRoute, type Route } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import { z } from 'zod';
import type { AcceptQuote } from '../application/accept-quote.ts';
import type { QuoteChange } from '../application/lock-quote.ts';
import type { previewApproval } from '../application/preview-approval.ts';
import type { completeQuote } from '../application/read-quote.ts';
import type { Quote } from '../domain/quote.ts';
import type { ChangeQuoteCall } from './expiry-on-access.ts';
import { pricedQuoteSchema, quoteParams, quoteSchema } from './quote.schema.ts';
import { quoteAnswer } from './quote-view.ts';
import { textSchema } from './text.schema.ts';

type UseCase<Command> = (tx: Tx, actor: Principal, command: Command) => Promise<Quote>;
type Reasoned = QuoteChange & { readonly reason?: string };

interface QuoteCommandDeps {
  readonly write: ChangeQuoteCall;
  readonly complete: ReturnType<typeof completeQuote>;
  readonly price: UseCase<QuoteChange>;
  readonly preview: ReturnType<typeof previewApproval>;
  readonly submit: UseCase<QuoteChange>;
  readonly approve: UseCase<Reasoned>;
  readonly decline: UseCase<Reasoned>;
  readonly present: UseCase<QuoteChange>;
  readonly accept: UseCase<AcceptQuote>;
  readonly reject: UseCase<Reasoned>;
  readonly cancel: UseCase<Reasoned>;
  readonly revise: UseCase<QuoteChange>;
}

const nothing = z.strictObject({}).prefault({});
const reasonBody = z.strictObject({ reason: textSchema(1000).exactOptional() }).prefault({});
const acceptBody = z
  .strictObject({
    acceptedBy: textSchema(200).exactOptional().describe('The person at the customer who said yes.'),
    reference: textSchema(200)
      .exactOptional()
      .describe("The customer's own reference, such as a purchase order."),
    priceHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .exactOptional()
      .describe('`snapshot.priceHash` as the customer saw it; another price is refused.'),
    documentHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .exactOptional()
      .describe('The ETag of the document as the customer saw it, HTML or PDF; another one is refused.'),
  })
  .prefault({});

interface CommandRoute<Body extends z.ZodType> {
  readonly name: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly idempotency: 'required' | 'optional';
  readonly body: Body;
  run(
    tx: Tx,
    actor: Principal,
    command: QuoteChange & Pick<Call<unknown, unknown, unknown>, 'traceId' | 'origin'> & z.output<Body>,
  ): Promise<Quote>;
  /** Default: the quote. */
  readonly answer?: z.ZodType;
  /** What the answer shows besides the quote. */
  shows?(tx: Tx, actor: Principal, quote: Quote): Promise<object>;
}

/** One route per command of the state table. */
export function quoteCommandRoutes(deps: QuoteCommandDeps): readonly Route[] {
  const route = <Body extends z.ZodType<object>>(command: CommandRoute<Body>): Route =>
    defineRoute({
      method: 'POST',
      path: `/quotes/:quoteId/${command.name}`,
      operationId: `${command.name}Quote`,
      tag: 'Quotes',
      summary: command.summary,
      permission: command.permission,
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      idempotency: command.idempotency,
      params: quoteParams,
      body: command.body,
      responses: {
        200: { description: 'The quote in its new state', schema: command.answer ?? quoteSchema },
      },
      handler: (call) =>
        deps.write(call, async (tx) => {
          const { params, ifMatch, traceId, origin } = call;
          const quote = await command.run(tx, call.principal, {
            ...call.body,
            ...params,
            expectedVersion: ifMatch as string,
            traceId,
            origin,
          });
          const shown = await command.shows?.(tx, call.principal, quote);
          return quoteAnswer(await deps.complete(tx, quote), tx.now, shown);
        }),
    });

  return [
    route({
      name: 'price',
      summary:
        'Price the quote and freeze what the price depends on; again: reprice with the versions of today',
      permission: 'quote:write',
      idempotency: 'optional',
      body: nothing,
      run: deps.price,
      answer: pricedQuoteSchema,
      shows: async (tx, actor, quote) => ({ approvalPreview: await deps.preview(tx, actor, quote) }),
    }),
    route({
      name: 'submit',
      summary: 'Submit a priced quote: into approval where something needs one, else approved',
      permission: 'quote:submit',
      idempotency: 'required',
      body: nothing,
      run: deps.submit,
    }),
    route({
      name: 'approve',
      summary: 'Approve a quote that waits for it; whoever submitted it may not',
      permission: 'quote:approve',
      idempotency: 'required',
      body: reasonBody,
      run: deps.approve,
    }),
    route({
      name: 'decline',
      summary: 'Send a quote that waits for approval back to be worked on',
      permission: 'quote:approve',
      idempotency: 'required',
      body: reasonBody,
      run: deps.decline,
    }),
    route({
      name: 'present',
      summary: 'Give an approved quote to the customer',
      permission: 'quote:write',
      idempotency: 'optional',
      body: nothing,
      run: deps.present,
    }),
    route({
      name: 'accept',
      summary: 'The customer accepts exactly this price',
      permission: 'quote:accept',
      idempotency: 'required',
      body: acceptBody,
      run: deps.accept,
    }),
    route({
      name: 'reject',
      summary: 'The customer says no',
      permission: 'quote:accept',
      idempotency: 'optional',
      body: reasonBody,
      run: deps.reject,
    }),
    route({
      name: 'cancel',
      summary: 'Give the quote up; an accepted one with a reason only',
      permission: 'quote:write',
      idempotency: 'optional',
      body: reasonBody,
      run: deps.cancel,
    }),
    route({
      name: 'revise',
      summary: 'Open the next revision as a draft',
      permission: 'quote:write',
      idempotency: 'optional',
      body: nothing,
      run: deps.revise,
    }),
  ];
}
