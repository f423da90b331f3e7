import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ok } from './answer.ts';
import { platformModule } from './platform-module.ts';
import { defineRoute, type Route } from './route.ts';
import { checkRoutes, type HttpModule, mergeErrorTables } from './route-checks.ts';

function moduleWith(changes: Partial<Route>, name = 'shop'): HttpModule {
  const route = defineRoute({
    method: 'GET',
    path: '/cups/:cupId',
    operationId: 'readCup',
    tag: 'Cups',
    summary: 'A cup',
    permission: 'authenticated',
    limit: { class: 'read', cost: 1 },
    params: z.strictObject({ cupId: z.string() }),
    responses: { 200: { description: 'The cup.' } },
    handler: async () => ok({}),
  });
  return { name, errors: {}, permissions: [], routes: [{ ...route, ...changes }] };
}

describe('routes', () => {
  it('that are well declared are taken', () => {
    expect(() => checkRoutes([platformModule(), moduleWith({})])).not.toThrow();
  });

  it.each<[string, Partial<Route>]>([
    ['params must describe', { params: z.strictObject({ id: z.string() }) }],
    ['no module declares cup:read', { permission: 'cup:read' }],
    ['query must be z.strictObject', { query: z.object({ a: z.string() }) }],
    ['body must be z.strictObject', { method: 'POST', body: z.object({ a: z.string() }) }],
    ['a GET has no body', { body: z.strictObject({}) }],
    ['a GET has no body', { media: { 'text/csv': 'Cups.' } }],
    ['media must name media types', { method: 'POST', media: { 'application/json': 'Cups.' } }],
    ['media must name media types', { method: 'POST', media: { 'Text/CSV; header=present': 'Cups.' } }],
    ['a GET is idempotent', { idempotency: 'required' }],
    ['bodyLimit must be', { method: 'POST', bodyLimit: 33_554_433 }],
    ['path must start', { path: 'cups/:cupId' }],
    ['responses must describe', { responses: {} }],
    ['limit must declare', { limit: undefined as never }],
    ['limit must declare', { limit: { class: 'read', cost: 0 } }],
    ['limit must declare', { limit: { class: 'read', cost: 1.5 } }],
    ['limit.cost is more', { limit: { class: 'repair', cost: 61 } }],
    ['nobody can be charged', { permission: 'public', limit: { class: 'read', cost: 1, ofBody: () => 1 } }],
  ])('are refused at the start: %s', (problem, changes) => {
    expect(() => checkRoutes([platformModule(), moduleWith(changes)])).toThrow(problem);
  });

  it('are refused twice under one name', () => {
    const twice = [platformModule(), moduleWith({}), moduleWith({}, 'market')];
    expect(() => checkRoutes(twice)).toThrow('two routes have the operationId "readCup"');
  });
});

describe('error codes', () => {
  const module = (name: string, kind: 'conflict' | 'notFound'): HttpModule => ({
    name,
    errors: { GONE: { kind, title: name } },
    permissions: [],
    routes: [],
  });

  it('mean one thing in the whole server', () => {
    expect(mergeErrorTables([module('a', 'conflict'), module('b', 'conflict')])).toEqual({
      GONE: { kind: 'conflict', title: 'a' },
    });
    expect(() => mergeErrorTables([module('a', 'conflict'), module('b', 'notFound')])).toThrow('GONE');
  });
});
