import type { EventDefinition } from '@quotewright/platform/messaging';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { brokenPromises, contractText, type EventSource, eventContracts } from './event-contracts.ts';

const opened: EventDefinition<any> = {
  type: 'ShopOpened',
  schemaVersion: 1,
  aggregate: 'shop',
  readPermission: 'shop:read',
  summary: 'A shop was opened.',
  data: z.strictObject({ shopId: z.string(), floors: z.int().exactOptional() }),
};

const renamed: EventDefinition<any> = { ...opened, data: z.strictObject({ id: z.string() }) };

const shop = (...events: readonly EventDefinition<any>[]): readonly EventSource[] => [
  { name: 'shop', events },
];

const contractsOf = (...events: readonly EventDefinition<any>[]) => eventContracts(shop(...events));

const keptOf = (...events: readonly EventDefinition<any>[]) =>
  contractsOf(...events).map((contract) => ({ file: contract.file, text: contractText(contract) }));

describe('the contract of an event', () => {
  it('is a JSON Schema that allows what a later release adds', () => {
    expect(contractsOf(opened)).toEqual([
      {
        file: 'ShopOpened.v1.json',
        context: 'shop',
        type: 'ShopOpened',
        version: 1,
        aggregates: ['shop'],
        readPermission: 'shop:read',
        summary: 'A shop was opened.',
        schema: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          $id: 'urn:quotewright:event:ShopOpened:1',
          title: 'ShopOpened v1',
          description: 'A shop was opened.',
          'x-aggregates': ['shop'],
          type: 'object',
          properties: { shopId: { type: 'string' }, floors: expect.objectContaining({ type: 'integer' }) },
          required: ['shopId'],
        },
      },
    ]);
  });

  it('is one where the same thing is told of several kinds of aggregates', () => {
    const [contract] = contractsOf(opened, { ...opened, aggregate: 'kiosk' });
    expect(contract?.aggregates).toEqual(['kiosk', 'shop']);
  });

  it('cannot say two things', () => {
    expect(() => contractsOf(opened, renamed)).toThrow('ShopOpened v1 is defined in two ways');
    const wider: EventDefinition<any> = { ...opened, aggregate: 'kiosk', readPermission: 'kiosk:read' };
    expect(() => contractsOf(opened, wider)).toThrow('ShopOpened v1 is defined in two ways');
    const twice = [...shop(opened), { name: 'mall', events: [opened] }];
    expect(() => eventContracts(twice)).toThrow('ShopOpened v1 is defined in two ways');
  });
});

describe('the promise of a contract', () => {
  const second = { ...renamed, schemaVersion: 2 };

  it('is kept by what is new or the same', () => {
    expect(brokenPromises(contractsOf(opened), [], [])).toEqual([]);
    expect(brokenPromises(contractsOf(opened), keptOf(opened), keptOf(opened))).toEqual([]);
    expect(brokenPromises(contractsOf(opened, second), keptOf(opened), keptOf(opened))).toEqual([]);
  });

  it('is broken by another shape of the same version', () => {
    expect(brokenPromises(contractsOf(renamed), keptOf(opened), [])).toEqual([
      'ShopOpened.v1.json: /properties/shopId: the member is gone',
      'ShopOpened.v1.json: /properties/floors: the member is gone',
      'ShopOpened.v1.json: the schema: "id" was not required and is',
      'ShopOpened.v1.json: the schema: "shopId" was required and is not',
    ]);
  });

  it('is broken by another aggregate', () => {
    expect(brokenPromises(contractsOf({ ...opened, aggregate: 'mall' }), keptOf(opened), [])).toEqual([
      'ShopOpened.v1.json: the schema: "x-aggregates" was ["shop"] and is ["mall"]',
    ]);
  });

  it('is broken also by who edits or removes the file to match', () => {
    expect(brokenPromises(contractsOf(renamed), keptOf(renamed), keptOf(opened))).not.toEqual([]);
    expect(brokenPromises(contractsOf(renamed), [], keptOf(opened))).not.toEqual([]);
  });

  it('is broken by an event that is not defined any more', () => {
    expect(brokenPromises([], keptOf(opened), [])).toEqual([
      'ShopOpened.v1.json: nothing defines the event any more',
    ]);
  });

  it('is kept by a later version, as long as the file of the earlier one stays what it was', () => {
    const later = contractsOf(second);
    expect(brokenPromises(later, keptOf(opened), keptOf(opened))).toEqual([]);
    expect(brokenPromises(later, keptOf(renamed), keptOf(opened))).not.toEqual([]);
    expect(brokenPromises(later, [], keptOf(opened))).toEqual([
      'ShopOpened.v1.json: the file was removed; it stays as long as messages of it exist',
    ]);
  });

  it('is not followed by an earlier version', () => {
    expect(brokenPromises(contractsOf(opened), keptOf(opened, second), [])).toEqual([
      'ShopOpened.v2.json: nothing defines the event any more',
    ]);
  });

  it('cannot be read from a damaged file', () => {
    const damaged = [{ file: 'ShopOpened.v1.json', text: '{' }];
    expect(brokenPromises(contractsOf(opened), damaged, [])).toContain(
      'ShopOpened.v1.json: the schema: "unreadable" was true and is absent',
    );
  });
});
