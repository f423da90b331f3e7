import { DomainError, tenantId } from '@quotewright/kernel';
import type { SimulatedPrice } from '@quotewright/pricing';
import type { Installation } from '../../../apps/server/src/compose/installation.ts';
import { faultsOfIdentity, faultsOfInput, faultsOfResult, pinsOf } from './check-answer.ts';
import { type Answer, microseconds, type Outcome, type Reason } from './messages.ts';
import type { Question } from './questions.ts';

/** How a node answers, and how often it has made the hashes of an answer itself. */
export interface Answering {
  answer(number: number, question: Question, accountId: string | undefined): Promise<Answer>;
  readonly hashed: () => number;
}

export function answering({ database, modules }: Installation): Answering {
  // What is frozen and had this hash once has it for ever.
  const hashed = new WeakMap<object, string>();
  const sent = new Set<string>();
  let hashes = 0;

  function faultsOf(question: Question, accountId: string | undefined, price: SimulatedPrice) {
    const faults = [...faultsOfIdentity(question, accountId, price), ...faultsOfInput(price)];
    const { result, priceHash } = price;
    if (hashed.get(result) === priceHash) return faults;
    hashes += 1;
    const wrong = faultsOfResult(price);
    if (wrong.length === 0 && isFrozen(result)) hashed.set(result, priceHash);
    return [...faults, ...wrong];
  }

  async function outcomeOf(question: Question, accountId: string | undefined): Promise<Outcome> {
    const request = { ...question.request, ...(accountId !== undefined && { accountId }) };
    const tenant = tenantId(question.tenant);
    try {
      const price = await modules.pricing.api.simulate(
        (work) => database.withTenant(tenant, 'read', work),
        request,
      );
      if (price === 'busy') return { outcome: 'busy' };
      const { source, input, inputHash, priceHash } = price;
      const isNew = !sent.has(inputHash);
      sent.add(inputHash);
      return {
        outcome: 'priced',
        source,
        inputHash,
        priceHash,
        pins: pinsOf(price),
        faults: faultsOf(question, accountId, price),
        ...(isNew && { input }),
      };
    } catch (error) {
      if (error instanceof DomainError) return { outcome: 'refused', errors: reasonsOf(error) };
      return { outcome: 'failed', error: String(error) };
    }
  }

  return {
    hashed: () => hashes,
    async answer(number, question, accountId) {
      const begunAt = microseconds();
      const outcome = await outcomeOf(question, accountId);
      return { question: number, begunAt, endedAt: microseconds(), ...outcome };
    },
  };
}

export function reasonsOf({ code, details }: DomainError): readonly Reason[] {
  const { errors = [] } = details;
  return errors.length === 0
    ? [{ code, pointer: '' }]
    : errors.map((error) => ({ code: error.code, pointer: error.pointer }));
}

const isFrozen = (value: object): boolean =>
  Object.isFrozen(value) &&
  Object.values(value).every((member) => typeof member !== 'object' || member === null || isFrozen(member));
