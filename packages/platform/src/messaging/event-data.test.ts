import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dataOf } from './event-data.ts';

describe('what an event says', () => {
  const definition = {
    type: 'ShopOpened',
    schemaVersion: 2,
    data: z.strictObject({ shopId: z.string() }),
  } as const;

  it('is read as its definition has it, without what another release has added', () => {
    const data = { shopId: 's-1', addedLater: true };
    expect(dataOf(definition, { schemaVersion: 2, data })).toEqual({ shopId: 's-1' });
  });

  it.each([1, 3])('is not guessed at in version %i', (schemaVersion) => {
    expect(() => dataOf(definition, { schemaVersion, data: { shopId: 's-1' } })).toThrow(
      expect.objectContaining({ code: 'EVENT_VERSION_UNKNOWN', kind: 'unprocessable' }),
    );
  });

  it('is refused where it breaks its definition', () => {
    expect(() => dataOf(definition, { schemaVersion: 2, data: { shopId: 1 } })).toThrow(z.ZodError);
  });
});
