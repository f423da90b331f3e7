import type { ConfigurationRequest } from '@quotewright/configuration';
import type { PriceInput } from '@quotewright/pricing';

/** For whom and when, as the price was made: rules of eligibility are asked about the same. */
export function configurationContext(
  input: Pick<
    PriceInput,
    | 'effectiveDate'
    | 'market'
    | 'channel'
    | 'partner'
    | 'place'
    | 'customerSegment'
    | 'customerType'
    | 'accountType'
  >,
): ConfigurationRequest['context'] {
  const { effectiveDate, market, channel, partner, place, customerSegment, customerType, accountType } =
    input;
  const known = { market, channel, partner, place, segment: customerSegment, customerType, accountType };
  const values = Object.fromEntries(
    Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  return { date: effectiveDate, values };
}
