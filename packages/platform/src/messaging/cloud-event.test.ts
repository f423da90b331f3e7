import { tenantId } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCloudEvent, parseCloudEvent, receiveCloudEvent, toCloudEvent } from './cloud-event.ts';
import type { CommittedEvent } from './committed-event.ts';

const FALLBACK = '00000000-0000-5000-8000-000000000000';

const accepted: CommittedEvent = {
  id: '0199d5a0-6c1e-7c3a-9f00-0123456789ab',
  tenant: tenantId('acme'),
  type: 'QuoteAccepted',
  schemaVersion: 2,
  aggregate: { type: 'quote', id: 'q/1 ü' },
  sequence: 4711,
  data: { quoteId: 'q/1 ü', revision: 3 },
  occurredAt: Date.UTC(2026, 2, 1, 9, 30, 0, 5),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

const text = fc.string({ unit: 'binary', minLength: 1 }).filter((id) => !id.includes('\0'));

// What JSON and jsonb keep exactly: they know no negative zero.
const json = fc
  .dictionary(text, fc.jsonValue({ stringUnit: 'grapheme' }))
  .map((data) => JSON.parse(JSON.stringify(data)));

const events: fc.Arbitrary<CommittedEvent> = fc.record(
  {
    id: fc.uuid(),
    tenant: fc.constantFrom('acme', 'a1', 'north-star').map(tenantId),
    type: fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,20}$/),
    schemaVersion: fc.integer({ min: 1, max: 999_999_999 }),
    aggregate: fc.record({ type: fc.constantFrom('quote', 'product-offering', 'priceList'), id: text }),
    sequence: fc.maxSafeNat(),
    data: json,
    occurredAt: fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
    traceparent: fc.constant(accepted.traceparent ?? ''),
  },
  { requiredKeys: ['id', 'tenant', 'type', 'schemaVersion', 'aggregate', 'sequence', 'data', 'occurredAt'] },
);

describe('a committed fact', () => {
  it('is sent as a CloudEvent', () => {
    expect(toCloudEvent(accepted, 'eu-1')).toEqual({
      specversion: '1.0',
      id: '0199d5a0-6c1e-7c3a-9f00-0123456789ab',
      source: '/quotewright/eu-1',
      type: 'quotewright.QuoteAccepted.v2',
      subject: 'quote/q%2F1%20%C3%BC',
      time: '2026-03-01T09:30:00.005Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:quotewright:event:QuoteAccepted:2',
      tenantid: 'acme',
      sequence: '4711',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      data: { quoteId: 'q/1 ü', revision: 3 },
    });
  });

  it('has no trace context when none is known', () => {
    const { traceparent: _, ...untraced } = accepted;
    expect(toCloudEvent(untraced, 'eu-1')).not.toHaveProperty('traceparent');
  });

  it('arrives exactly as it was sent', () => {
    fc.assert(
      fc.property(events, fc.string(), (event, installation) => {
        const message = encodeCloudEvent(toCloudEvent(event, installation));
        expect(parseCloudEvent(message, FALLBACK)).toEqual({ kind: 'event', event });
      }),
    );
  });
});

describe('a message', () => {
  const sent = toCloudEvent(accepted, 'eu-1');
  const reasonOf = (message: Uint8Array) => {
    const delivery = parseCloudEvent(message, FALLBACK);
    return delivery.kind === 'malformed' ? delivery.reason : undefined;
  };

  it('may have extension attributes of others', () => {
    expect(parseCloudEvent(bytes({ ...sent, partitionkey: 'x' }), FALLBACK)).toEqual({
      kind: 'event',
      event: accepted,
    });
  });

  it('loses a trace context that cannot be read, and nothing else', () => {
    const { traceparent: _, ...untraced } = accepted;
    expect(parseCloudEvent(bytes({ ...sent, traceparent: 'no' }), FALLBACK)).toEqual({
      kind: 'event',
      event: untraced,
    });
  });

  it('without an event has the id that the transport gives it, not the one it claims', () => {
    const message = bytes({ ...sent, tenantid: 'No Tenant' });
    expect(parseCloudEvent(message, FALLBACK)).toEqual({
      kind: 'malformed',
      id: FALLBACK,
      message,
      reason: 'tenantid: no tenant',
    });
  });

  it.each([
    ['specversion', '0.3'],
    ['id', 'q-1'],
    ['source', 'https://example.com/'],
    ['type', 'quotewright.QuoteAccepted'],
    ['type', 'quotewright.QuoteAccepted.v0'],
    ['type', 'com.example.QuoteAccepted.v1'],
    ['subject', 'quote'],
    ['subject', 'quote/'],
    ['subject', '/q-1'],
    ['subject', 'quote/%'],
    ['subject', 'quote/a b'],
    ['subject', 'quote/%00'],
    ['time', '2026-03-01T09:30:00Z'],
    ['time', '2026-02-30T09:30:00.000Z'],
    ['datacontenttype', 'text/plain'],
    ['tenantid', ''],
    ['sequence', 4711],
    ['sequence', '-1'],
    ['sequence', '9007199254740992'],
    ['data', []],
    ['data', null],
    ['data', 'text'],
  ])('whose %s is %j holds no event', (attribute, value) => {
    expect(reasonOf(bytes({ ...sent, [attribute]: value }))).toMatch(new RegExp(`^${attribute}: `));
  });

  it.each(['specversion', 'id', 'source', 'type', 'subject', 'time', 'tenantid', 'sequence', 'data'])(
    'without %s holds no event',
    (attribute) => {
      const rest = Object.fromEntries(Object.entries(sent).filter(([name]) => name !== attribute));
      expect(reasonOf(bytes(rest))).toMatch(new RegExp(`^${attribute}: `));
    },
  );

  it.each([
    ['a NUL', { a: [{ b: 'x\0' }] }],
    ['half of a surrogate pair', { a: 'x\ud800' }],
    ['a NUL in a name', { 'a\0': 1 }],
  ])('with %s in its data holds no event, because no event of ours can', (_, data) => {
    expect(reasonOf(bytes({ ...sent, data }))).toBe('a text that PostgreSQL cannot keep');
  });

  it('may have data of 64 levels, and holds no event with more', () => {
    const nested = (levels: number): object => (levels === 1 ? { end: [] } : { in: nested(levels - 1) });
    expect(reasonOf(bytes({ ...sent, data: nested(63) }))).toBe(undefined);
    expect(reasonOf(bytes({ ...sent, data: nested(64) }))).toBe('data: more than 64 levels deep');
    const deepest = JSON.stringify({ ...sent, data: { in: 0 } }).replace(
      '"in":0',
      `"in":${'['.repeat(500_000)}${']'.repeat(500_000)}`,
    );
    expect(reasonOf(new TextEncoder().encode(deepest))).toBe('data: more than 64 levels deep');
  });

  it('that is no JSON, no UTF-8 or no object holds no event', () => {
    expect(reasonOf(new Uint8Array())).toBe('not JSON');
    expect(reasonOf(Uint8Array.of(0xff))).toBe('not UTF-8');
    expect(reasonOf(bytes(null))).toMatch(/^the message: /);
    expect(
      reasonOf(new TextEncoder().encode(`${'['.repeat(100_000)}"\\u0000"${']'.repeat(100_000)}`)),
    ).toEqual(expect.any(String));
  });

  it('of any bytes is an event or malformed', () => {
    const damaged = fc
      .tuple(events, fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([event, position, byte]) => {
        const message = encodeCloudEvent(toCloudEvent(event, 'eu-1'));
        message[position % message.length] = byte;
        return message;
      });
    const reshaped = fc
      .tuple(fc.constantFrom(...Object.keys(sent)), fc.jsonValue())
      .map(([attribute, value]) => bytes({ ...sent, [attribute]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes), damaged, reshaped), (message) => {
        const delivery = parseCloudEvent(message, FALLBACK);
        expect(delivery.kind === 'event' || (delivery.id === FALLBACK && delivery.message === message)).toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('a message that is received by an installation', () => {
  const sent = toCloudEvent(accepted, 'eu/1');
  const received = (message: Uint8Array) => receiveCloudEvent(message, FALLBACK, 'eu/1');

  it('is its own event, or malformed', () => {
    expect(received(bytes(sent))).toEqual({ kind: 'event', event: accepted });
    for (const other of [null, {}, { ...sent, source: '/elsewhere/eu' }, { ...sent, source: 1 }]) {
      expect(received(bytes(other))).toMatchObject({ kind: 'malformed', id: FALLBACK });
    }
    expect(received(new Uint8Array())).toMatchObject({ kind: 'malformed', reason: 'not JSON' });
  });

  it('is foreign when another installation sent it, whatever that one says', () => {
    const foreign = { kind: 'foreign', source: '/quotewright/eu-2' };
    expect(received(bytes(toCloudEvent(accepted, 'eu-2')))).toEqual(foreign);
    expect(received(bytes({ source: '/quotewright/eu-2', specversion: '2.0' }))).toEqual(foreign);
  });
});
