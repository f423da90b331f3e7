import { expect, it } from 'vitest';
import { type Reply } from '../http-client.ts';
import { type DocumentedRoute, pathWith } from '../routes-of-document.ts';
import { type LiveSystem } from './live-system.ts';
import { NAMES_NOTHING, NAMING_REQUESTS, type NamingRequest } from './naming-requests.ts';
import { makeThings, type Things } from './tenant-things.ts';

const PREFIX = '/api/v1';

/** What the caller would be told of a thing that is nowhere. */
function isUnknown({ status, json }: Reply): boolean {
  if (status === 403 || status === 404) return true;
  if (status !== 422) return false;
  const errors: readonly { readonly code: string }[] = json.errors ?? [{ code: json.code }];
  return errors.every(({ code }) => /UNKNOWN$|NOT_FOUND$/.test(code));
}

/** Done, or refused for what was seen, for the state of the thing, or for want of a confirmation: it was understood, and found. */
const isUnderstood = ({ status }: Reply) => status < 300 || [409, 412, 428].includes(status);

export function namedThingsAreOnesOwn(system: () => LiveSystem): void {
  it('is asked about every route that takes a body', () => {
    const { document, routes } = system();
    const takesBody = ({ method, path }: DocumentedRoute) => {
      const operation = document.paths[path]?.[method.toLowerCase()] as { readonly requestBody?: object };
      return operation.requestBody !== undefined;
    };
    const asked = new Set([...NAMING_REQUESTS.map(({ route }) => route), ...Object.keys(NAMES_NOTHING)]);
    const known = routes
      .filter(takesBody)
      .map(({ method, path }) => `${method} ${path.slice(PREFIX.length)}`);
    expect(known.filter((route) => !asked.has(route))).toEqual([]);
    expect([...asked].filter((route) => !known.includes(route))).toEqual([]);
  });

  it('takes a body that names things of the caller, and finds nothing where one of them is of another tenant', async () => {
    const { ask, ids, owner, rival, stateOf } = system();
    const own = await makeThings(system(), rival);
    const theirs = await thingsOfOwner(system());
    const before = await stateOf(owner);
    let sent = 0;
    const send = async (request: NamingRequest, things: Things): Promise<Reply> => {
      const [method = '', path = ''] = request.route.split(' ');
      const filled = (template: string, values: Things) =>
        `${PREFIX}${pathWith({ method, path: template, parameters: [] }, { ...ids, ...values })}`;
      const seen = request.seen && (await ask('GET', filled(request.seen, own), { token: rival }));
      sent += 1;
      return ask(method, filled(request.path ?? path, things), {
        token: rival,
        body: request.body(things),
        headers: {
          'idempotency-key': `naming-${sent}`,
          'if-match': (seen && seen.headers.get('etag')) || '"1"',
        },
      });
    };
    const wrong: string[] = [];
    for (const request of NAMING_REQUESTS) {
      const told = (what: string, { status, text }: Reply) =>
        wrong.push(`${request.route} ${what}: ${status} ${text.slice(0, 300)}`);
      for (const name of request.names) {
        const reply = await send(request, { ...own, [name]: theirs[name] as string });
        if (!isUnknown(reply)) told(`with their ${name}`, reply);
      }
      const reply = await send(request, own);
      const isAsDeclared =
        request.wrong === undefined
          ? isUnderstood(reply)
          : reply.status === 422 && reply.json.errors[0].pointer === request.wrong;
      if (!isAsDeclared) told('with all of its own', reply);
    }
    expect(wrong).toEqual([]);
    expect(await stateOf(owner)).toEqual(before);
  });

  it('narrows lists to nothing by things of another tenant', async () => {
    const { ask, ids, owner, rival } = system();
    const narrowed = [
      `/quotes?account=${ids['accountId']}`,
      `/orders?account=${ids['accountId']}`,
      `/orders?quote=${ids['quoteId']}`,
    ];
    for (const path of narrowed) {
      const theirs = await ask('GET', `${PREFIX}${path}`, { token: owner });
      expect(theirs.json.items.length, path).toBeGreaterThan(0);
      const { status, json } = await ask('GET', `${PREFIX}${path}`, { token: rival });
      expect(status, path).toBe(200);
      expect(json.items, path).toEqual([]);
    }
  });
}

/** Under the names that requests have for them. */
async function thingsOfOwner({ ask, ids, owner }: LiveSystem): Promise<Things> {
  const boss = { subject: 'their-boss', name: 'Boss', roles: ['sales'] };
  const made = await ask('POST', `${PREFIX}/admin/users`, { token: owner, body: boss });
  expect(made.status, made.text).toBe(201);
  return { ...ids, subject: 'their-boss', managerSubject: 'their-boss' };
}
