import { DomainError, newUuid, type TenantId, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { type SessionKey, sessionLookup } from './session-lookup.ts';
import type { StoredSession } from './session-store.ts';

const acme = tenantId('acme');
const key = (hash: string, tenant: TenantId = acme): SessionKey => ({ tenant, hash });

function stored(tenant = acme): StoredSession {
  return { id: newUuid(), principal: { tenant, subject: 'ana', roles: [] }, expiresAt: 0 };
}

describe('looking up the session of a cookie', () => {
  const sessionOf = stored();

  function setUp() {
    const clock = new ManualClock('2026-03-01T09:00:00.000Z');
    const alive = new Set<string>();
    const reads: string[] = [];
    let trouble: Error | undefined;
    /** Where there is one, reads wait for it. */
    let gate: Promise<void> | undefined;
    const look = sessionLookup(async ({ tenant, hash }) => {
      reads.push(hash);
      await gate;
      if (trouble !== undefined) throw trouble;
      return alive.has(`${tenant} ${hash}`) ? sessionOf : undefined;
    }, clock);
    return {
      clock,
      alive,
      reads,
      look,
      fail: (error?: Error) => {
        trouble = error;
      },
      close: () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        gate = promise;
        return resolve;
      },
    };
  }

  it('reads a living session each time: its end holds at once', async () => {
    const { alive, reads, look } = setUp();
    alive.add('acme a');
    expect(await look(key('a'))).toBe(sessionOf);
    expect(await look(key('a'))).toBe(sessionOf);
    alive.clear();
    expect(await look(key('a'))).toBeUndefined();
    expect(reads).toHaveLength(3);
  });

  it('does not read for what is unknown again, for a minute', async () => {
    const { clock, reads, look } = setUp();
    for (let index = 0; index < 3; index += 1) expect(await look(key('a'))).toBeUndefined();
    expect(reads).toHaveLength(1);
    clock.advance(60_000);
    expect(await look(key('a'))).toBeUndefined();
    expect(reads).toHaveLength(2);
  });

  it('is not told by one tenant what is unknown in another', async () => {
    const { alive, look } = setUp();
    alive.add('acme a');
    expect(await look(key('a', tenantId('globex')))).toBeUndefined();
    expect(await look(key('a'))).toBe(sessionOf);
  });

  it('does not take trouble for an answer', async () => {
    const { alive, look, fail } = setUp();
    alive.add('acme a');
    fail(new Error('no connection'));
    await expect(look(key('a'))).rejects.toThrow('no connection');
    fail();
    expect(await look(key('a'))).toBe(sessionOf);
  });

  it('reads for two strangers at a time, lets 512 wait, and refuses the rest at once', async () => {
    const { reads, look, close } = setUp();
    const open = close();
    const all = Array.from({ length: 514 }, (_, index) => look(key(`stranger-${index}`)));
    expect(reads).toHaveLength(2);
    const refusal = await look(key('one-more')).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({
      code: 'SESSION_LOOKUP_BUSY',
      kind: 'unavailable',
      details: { retryAfterSeconds: 1 },
    });
    open();
    expect(new Set(await Promise.all(all))).toEqual(new Set([undefined]));
    expect(reads).toHaveLength(514);
  });

  it('does not read for every one of many strangers who come with the same cookie', async () => {
    const { reads, look, close } = setUp();
    const open = close();
    const same = Array.from({ length: 100 }, () => look(key('a')));
    open();
    await Promise.all(same);
    expect(reads).toEqual(['a', 'a']);
  });

  it('does not let those whose session was seen stand behind strangers', async () => {
    const { alive, look, reads, close } = setUp();
    alive.add('acme a');
    await look(key('a'));
    const open = close();
    const strangers = Array.from({ length: 514 }, (_, index) => look(key(`stranger-${index}`)));
    const seen = look(key('a'));
    expect(reads.at(-1)).toBe('a');
    open();
    expect(await seen).toBe(sessionOf);
    await Promise.all(strangers);
  });
});
