import { describe, expect, it } from 'vitest';
import { keyMaker } from './key-maker.ts';
import { codePart, hashPart, idPart, literal, routePart, versionPart, wordPart } from './key-part.ts';
import type { KeyShape } from './key-shape.ts';
import { namespaceOf } from './namespace.ts';

const ns = namespaceOf({ env: 'prod', installationId: 'i7', truthEpoch: 3 });

function keyOf<const Shape extends KeyShape>(system: string, service: string, key: Shape) {
  const make = keyMaker(ns, { name: 'x', system, service, tenantScope: 'tenant', key });
  return (parts: Parameters<typeof make>[1], tenant = 'acme') => make(tenant, parts).data;
}
const inputHash = 'ab'.repeat(32);
const codeHash = codePart('c').encode('WELCOME10');

describe('the format of keys', () => {
  const v = versionPart('v');
  const offeringId = idPart('offeringId');
  const rows: readonly (readonly [key: string, expected: string])[] = [
    [keyOf('cpq', 'catalog', [literal('active-version')])({}), 'cpq:catalog:acme:active-version'],
    [
      keyOf('cpq', 'catalog', [literal('offering'), v, offeringId])({
        version: 42,
        offeringId: 'offer-1001',
      }),
      'cpq:catalog:acme:offering:v42:offer-1001',
    ],
    [
      keyOf('cpq', 'catalog', [
        literal('offering-list'),
        v,
        wordPart('market'),
        wordPart('channel'),
        wordPart('customerType'),
      ])({ version: 42, market: 'DE', channel: 'online', customerType: 'business' }),
      'cpq:catalog:acme:offering-list:v42:DE:online:business',
    ],
    [
      keyOf('cpq', 'catalog', [literal('spec'), v, idPart('specId')])({ version: 42, specId: 's-1' }),
      'cpq:catalog:acme:spec:v42:s-1',
    ],
    [
      keyOf('cpq', 'catalog', [literal('relationship-graph'), v, offeringId])({
        version: 42,
        offeringId: 'o-1',
      }),
      'cpq:catalog:acme:relationship-graph:v42:o-1',
    ],
    [
      keyOf('cpq', 'config', [literal('rule-graph'), v, offeringId, versionPart('', 'ruleSetVersion')])({
        version: 42,
        offeringId: 'o-1',
        ruleSetVersion: 7,
      }),
      'cpq:config:acme:rule-graph:v42:o-1:7',
    ],
    [
      keyOf('cpq', 'pricing', [literal('active-version'), idPart('priceListId')])({
        priceListId: 'standard',
      }),
      'cpq:pricing:acme:active-version:standard',
    ],
    [
      keyOf('cpq', 'pricing', [literal('price-index'), v, idPart('priceListId')])({
        version: 19,
        priceListId: 'standard',
      }),
      'cpq:pricing:acme:price-index:v19:standard',
    ],
    [
      keyOf('cpq', 'pricing', [literal('promotions'), versionPart('', 'setVersion')])({ setVersion: 4 }),
      'cpq:pricing:acme:promotions:4',
    ],
    [
      keyOf('cpq', 'pricing', [literal('discount-policy'), versionPart('')])({ version: 2 }),
      'cpq:pricing:acme:discount-policy:2',
    ],
    [
      keyOf('cpq', 'pricing', [literal('result'), v, hashPart('inputHash')])({
        version: 'v42.p19',
        inputHash,
      }),
      `cpq:pricing:acme:result:v42.p19:${inputHash}`,
    ],
    [
      keyOf('cpq', 'pricing', [
        literal('promotion-not-found'),
        versionPart('', 'setVersion'),
        codePart('code'),
      ])({
        setVersion: 4,
        code: 'WELCOME10',
      }),
      `cpq:pricing:acme:promotion-not-found:4:${codeHash}`,
    ],
    [
      keyOf('cpq', 'quoting', [literal('quote-summary'), versionPart('', 'revision'), idPart('quoteId')])({
        revision: 5,
        quoteId: 'q-1',
      }),
      'cpq:quoting:acme:quote-summary:5:q-1',
    ],
    [
      keyOf('oms', 'idempotency', [wordPart('operation'), hashPart('keyHash')])({
        operation: 'createOrder',
        keyHash: inputHash,
      }),
      `oms:idempotency:acme:createOrder:${inputHash}`,
    ],
    [
      keyOf('oms', 'rate', [idPart('clientId'), wordPart('method'), routePart('route')])({
        clientId: 'c-1',
        method: 'POST',
        route: '/api/v1/orders',
      }),
      'oms:rate:acme:c-1:POST:/api/v1/orders',
    ],
    [
      keyOf('adapter', 'rate', [wordPart('target'), wordPart('operation')])({
        target: 'billing-core',
        operation: 'activate-billing',
      }),
      'adapter:rate:acme:billing-core:activate-billing',
    ],
    [keyOf('tenancy', 'config', [versionPart('')])({ version: 8 }), 'tenancy:config:acme:8'],
    [
      keyOf('authz', 'policy', [versionPart('', 'policyVersion'), literal('role'), idPart('roleId')])({
        policyVersion: 3,
        roleId: 'sales',
      }),
      'authz:policy:acme:3:role:sales',
    ],
    [keyOf('authz', 'hierarchy', [versionPart('')])({ version: 6 }), 'authz:hierarchy:acme:6'],
    [
      keyOf('authz', 'decision', [
        idPart('userId'),
        wordPart('type'),
        idPart('id'),
        versionPart('', 'entityVersion'),
        wordPart('action'),
      ])({ userId: 'u-1', type: 'quote', id: 'q-1', entityVersion: 2, action: 'approve' }),
      'authz:decision:acme:u-1:quote:q-1:2:approve',
    ],
    [keyOf('ops', 'dashboard', [literal('fallout-summary')])({}), 'ops:dashboard:acme:fallout-summary'],
    [
      keyOf('ops', 'dashboard', [literal('approval-queue'), idPart('userId')])({ userId: 'u-1' }),
      'ops:dashboard:acme:approval-queue:u-1',
    ],
    [keyOf('ops', 'dashboard', [literal('order-sla-risk')])({}), 'ops:dashboard:acme:order-sla-risk'],
    [
      keyOf('admin', 'wizard', [idPart('userId'), idPart('wizardId')])({ userId: 'u-1', wizardId: 'w-1' }),
      'admin:wizard:acme:u-1:w-1',
    ],
  ];

  it.each(rows)('%s', (key, expected) => {
    expect(key).toBe(`prod.i7.3:${expected}`);
  });
});
