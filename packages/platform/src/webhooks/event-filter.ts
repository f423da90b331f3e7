import type { FieldError } from '@quotewright/kernel';
import { nearest } from '../config/nearest.ts';
import { fail } from './webhook-errors.ts';

const PARAMETER = 'eventType=';

export interface EventChoice {
  readonly eventTypes?: readonly string[] | undefined;
  /** `eventType=QuoteAccepted,OrderCreated`. */
  readonly query?: string | undefined;
}

interface NamedType {
  readonly type: string;
  /** Where it is named. */
  readonly pointer: string;
}

/** The types that a choice names. Throws `WEBHOOK_QUERY_INVALID`, and `WEBHOOK_EVENT_UNKNOWN` with the type that was probably meant. */
export function namedEventTypes(
  { eventTypes, query }: EventChoice,
  known: readonly string[],
): readonly NamedType[] {
  const types = query === undefined ? (eventTypes ?? []) : typesOfQuery(query);
  const named = types.map((type, index) => ({
    type,
    pointer: query === undefined ? `/eventTypes/${index}` : '/query',
  }));
  const errors = named.flatMap(({ type, pointer }): FieldError[] => {
    if (known.includes(type)) return [];
    const meant = nearest(type, known);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return [{ pointer, code: 'EVENT_UNKNOWN', reason: `there is no event "${type.slice(0, 100)}"${hint}` }];
  });
  const [first] = errors;
  if (first !== undefined) throw fail('WEBHOOK_EVENT_UNKNOWN', first.reason, { errors });
  return named;
}

/** As TM Forum writes it. Undefined: all events. */
export function queryOf(eventTypes: readonly string[]): string | undefined {
  return eventTypes.length === 0 ? undefined : `${PARAMETER}${eventTypes.join(',')}`;
}

/** Other attributes are refused rather than ignored: whoever filters by them would be sent what they did not ask for. */
function typesOfQuery(query: string): readonly string[] {
  const parts = query.split('&');
  const types = parts.flatMap((part) =>
    part.startsWith(PARAMETER) ? part.slice(PARAMETER.length).split(',') : [],
  );
  if (parts.every((part) => part.startsWith(PARAMETER))) return types;
  const reason = 'must be of the form eventType=QuoteAccepted,OrderCreated';
  throw fail('WEBHOOK_QUERY_INVALID', `query: ${reason}`, {
    errors: [{ pointer: '/query', code: 'FORMAT', reason }],
  });
}
