import { describe, expect, it } from 'vitest';
import { type Answered, toldOf } from './judge.ts';
import type { Outcome } from './storm-messages.ts';

const REUSED = 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD';
const IN_PROGRESS = 'IDEMPOTENCY_IN_PROGRESS';

const answer = (payload: number, { replayed = true, nonce = 'a' } = {}): Outcome => ({
  kind: 'answer',
  replayed,
  text: JSON.stringify({ payload, nonce }),
});
const refusal = (code: string, passing = false): Outcome => ({ kind: 'refused', code, passing });

const told = (payload: number, outcome: Outcome | undefined, final = false): Answered => ({
  attempt: { key: 'k', payload },
  outcome,
  final,
});

const first = told(1, answer(1, { replayed: false }));

describe('what was told of one key', () => {
  it('may be one answer, its replays, conflicts of the other payload, and trouble while there was trouble', () => {
    const fine = [
      first,
      told(1, answer(1)),
      told(2, refusal(REUSED)),
      told(2, refusal(IN_PROGRESS)),
      told(1, refusal('DATABASE_UNAVAILABLE', true)),
      told(1, undefined),
      told(1, answer(1), true),
      told(2, refusal(REUSED), true),
    ];
    expect(toldOf('k', fine)).toEqual([]);
  });

  it.each<[string, readonly Answered[]]>([
    ['nobody an answer', [told(1, refusal(IN_PROGRESS))]],
    ['two answers', [first, told(1, answer(1, { nonce: 'b' }))]],
    ['two callers that they were first', [first, first]],
    ['one payload the answer of the other', [first, told(2, answer(1))]],
    ['the payload that committed of a conflict', [first, told(1, refusal(REUSED))]],
    ['of work under way when all is quiet', [first, told(1, refusal(IN_PROGRESS), true)]],
    ['of trouble when all is quiet', [first, told(1, refusal('DATABASE_UNAVAILABLE', true), true)]],
    ['of a refusal that nothing explains', [first, told(1, refusal('FORBIDDEN'))]],
  ])('may not tell %s', (_, answered) => {
    expect(toldOf('k', answered)).not.toEqual([]);
  });
});
