import { contentHash } from '@quotewright/kernel';
import type { PriceInputLine, PriceRequestLine, SimulatedPrice } from '@quotewright/pricing';
import type { Pins } from './messages.ts';
import type { Question } from './questions.ts';

/** The versions that an answer says it was made by. */
export function pinsOf({ input }: Pick<SimulatedPrice, 'input'>): Pins {
  return {
    catalog: input.catalogVersion,
    list: input.priceLists[0]?.version ?? 0,
    promotions: input.promotionSetVersion ?? 0,
    policy: input.discountPolicyVersion ?? 0,
    contract: input.contractSetVersion ?? 0,
  };
}

/** Whether the input has the hash that it is known by. */
export function faultsOfInput({ input, inputHash, result }: SimulatedPrice): readonly string[] {
  return [
    ...(contentHash(input) === inputHash ? [] : ['the input has another hash than it says']),
    ...(result.inputHash === inputHash ? [] : [`the result is of the input ${result.inputHash}`]),
  ];
}

/** Whether the result has the hash that it is known by. */
export function faultsOfResult({
  result,
  priceHash,
}: Pick<SimulatedPrice, 'result' | 'priceHash'>): readonly string[] {
  return contentHash(result) === priceHash ? [] : ['the result has another hash than it says'];
}

/** Everything that the request says must stand in the input, and nothing of anybody else. */
export function faultsOfIdentity(
  { tenant, request }: Question,
  accountId: string | undefined,
  { input, result, copyKey }: SimulatedPrice,
): readonly string[] {
  const { promotionCodes = [], lines, currency, channel, effectiveDate } = request;
  const expected = {
    tenant,
    account: accountId ?? null,
    currency,
    channel,
    effectiveDate,
    codes: [...promotionCodes].sort(),
    lines: lines.map(asked),
  };
  const found = {
    tenant: input.tenant,
    account: input.account,
    currency: input.currency,
    channel: input.channel,
    effectiveDate: input.effectiveDate,
    codes: input.promotionCodes,
    lines: input.lines.map(answered),
  };
  const faults = Object.entries(expected).flatMap(([member, value]) => {
    const is = JSON.stringify(found[member as keyof typeof found]);
    const due = JSON.stringify(value);
    return is === due ? [] : [`${member} of the input is ${is}, asked was ${due}`];
  });
  if (input.account === null && input.contractSetVersion !== null) faults.push('contract prices of nobody');
  if (result.currency !== input.currency) faults.push(`the result is in ${result.currency}`);
  if (result.lines.length !== lines.length) faults.push(`the result has ${result.lines.length} lines`);
  // Names of offerings begin with the tenant: a foreign result shows it even when all hashes agree.
  const foreign = result.lines.find(({ name }) => !name.startsWith(`${tenant} `));
  if (foreign !== undefined) faults.push(`line ${foreign.id} is "${foreign.name}"`);
  if (copyKey !== undefined && !copyKey.includes(`:${tenant}:`)) faults.push(`the copy's key is ${copyKey}`);
  return faults;
}

const asked = (line: PriceRequestLine) => [
  line.id,
  line.offeringId,
  line.quantity,
  line.parentId ?? null,
  line.usage ?? {},
  line.characteristics ?? {},
  // A part takes over the commitment of its bundle.
  line.parentId === undefined ? (line.termMonths ?? null) : 'inherited',
  line.manualAdjustments ?? null,
];

const answered = (line: PriceInputLine) => [
  line.id,
  line.offeringId,
  line.quantity,
  line.parentId ?? null,
  line.usage,
  line.characteristics ?? {},
  line.parentId === undefined ? line.termMonths : 'inherited',
  line.manualOverride,
];
