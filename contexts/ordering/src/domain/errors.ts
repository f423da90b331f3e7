import { type ErrorTable, errorsOf } from '@quotewright/kernel';

/** Every refusal of this context. What a quote refuses is quoting's to say. */
export const orderingErrors = {
  ORDER_NOT_FOUND: { kind: 'notFound', title: 'There is no such order' },
} as const satisfies ErrorTable;

export const fail = errorsOf(orderingErrors);
