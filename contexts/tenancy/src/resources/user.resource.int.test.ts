import { describeOnPostgres } from '@quotewright/platform/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningTenancy, runTenancy } from '../testing/index.ts';

const admin = { tenant: 'acme', subject: 'boss', roles: ['admin'] };
const stranger = { tenant: 'globex', subject: 'boss', roles: ['admin'] };

describeOnPostgres('users', (engine) => {
  let running: RunningTenancy;
  const add = (subject: string, more: object = {}, as = admin) =>
    running.server.request('POST', '/admin/users', {
      as,
      body: { subject, name: subject, roles: ['admin'], ...more },
    });
  const read = (path: string, as = admin) => running.server.request('GET', `/admin/users${path}`, { as });
  const patch = (subject: string, version: number, body: unknown, as = admin) =>
    running.server.request('PATCH', `/admin/users/${encodeURIComponent(subject)}`, {
      as,
      body,
      headers: { 'if-match': `"${version}"` },
    });

  beforeAll(async () => {
    running = await runTenancy({ engine, tenants: ['acme', 'globex'] });
  });
  afterAll(() => running.close());

  it('are added, found under their location, and changed', async () => {
    const added = await add('auth0|ada/1', { name: 'Ada', managerSubject: undefined });
    expect(added).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: '/api/v1/admin/users/auth0%7Cada%2F1' },
      json: { subject: 'auth0|ada/1', name: 'Ada', state: 'active', version: 1 },
    });
    const path = '/auth0%7Cada%2F1';
    expect(await read(path)).toMatchObject({ status: 200, headers: { etag: '"1"' }, json: added.json });
    const changed = await patch('auth0|ada/1', 1, { name: 'Ada L.' });
    expect(changed).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      json: { name: 'Ada L.', version: 2 },
    });
    expect((await read(path)).json).toEqual(changed.json);
    expect(await patch('auth0|ada/1', 2, { name: 'Ada L.' })).toMatchObject({ json: { version: 2 } });
  });

  it('exist once per tenant', async () => {
    await add('twin');
    expect(await add('twin')).toMatchObject({ status: 409, json: { code: 'USER_EXISTS' } });
    expect(await add('twin', {}, stranger)).toMatchObject({ status: 201 });
  });

  it('of another tenant are 404 and in no list', async () => {
    await add('secret-agent', { name: 'Bond' });
    expect(await read('/secret-agent', stranger)).toMatchObject({
      status: 404,
      json: { code: 'USER_UNKNOWN' },
    });
    expect(await patch('secret-agent', 1, { name: 'x' }, stranger)).toMatchObject({ status: 404 });
    const { json } = await read('?limit=500', stranger);
    expect(json.items.map(({ subject }: { subject: string }) => subject)).not.toContain('secret-agent');
    expect(await add('mole', { managerSubject: 'secret-agent' }, stranger)).toMatchObject({
      status: 422,
      json: { code: 'MANAGER_UNKNOWN' },
    });
  });

  it('can be changed by one of several at the same time', async () => {
    await add('popular');
    const answers = await Promise.all([1, 2, 3, 4].map((n) => patch('popular', 1, { name: `Name ${n}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect((await read('/popular')).json.version).toBe(2);
  });

  it('have roles the policy defines', async () => {
    expect(await add('wizard', { roles: ['admin', 'wizard'] })).toMatchObject({
      status: 422,
      json: { code: 'ROLE_UNKNOWN', errors: [{ pointer: '/roles/1' }] },
    });
    await add('pupil');
    expect(await patch('pupil', 1, { roles: ['__proto__'] })).toMatchObject({ status: 400 });
    expect(await patch('pupil', 1, { roles: ['constructor'] })).toMatchObject({ status: 422 });
  });

  it('report to somebody, and never in a circle', async () => {
    await add('top');
    await add('middle', { managerSubject: 'top' });
    await add('bottom', { managerSubject: 'middle' });
    const refused = { status: 422, json: { code: 'MANAGER_CYCLE' } };
    expect(await patch('top', 1, { managerSubject: 'bottom' })).toMatchObject(refused);
    expect(await patch('top', 1, { managerSubject: 'top' })).toMatchObject(refused);
    expect(await patch('bottom', 1, { managerSubject: 'top' })).toMatchObject({ status: 200 });
    const { json } = await read('?managerSubject=top');
    expect(json.items.map(({ subject }: { subject: string }) => subject)).toEqual(['bottom', 'middle']);
    const freed = await patch('bottom', 2, { managerSubject: null });
    expect(freed.json).not.toHaveProperty('managerSubject');
  });

  it('close no circle together when each change alone is fine', async () => {
    await add('left');
    await add('right');
    const answers = await Promise.all([
      patch('left', 1, { managerSubject: 'right' }),
      patch('right', 1, { managerSubject: 'left' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it('cannot suspend themselves', async () => {
    await add('boss');
    expect(await patch('boss', 1, { state: 'suspended' })).toMatchObject({
      status: 422,
      json: { code: 'USER_SUSPENDS_SELF' },
    });
  });

  it('are listed each exactly once, whatever the size of the page', async () => {
    await Promise.all(Array.from({ length: 25 }, (_, n) => add(`paged-${n}`, { roles: [] })));
    const all = (await read('?limit=500')).json.items;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: all.length + 1 }), async (limit) => {
        const walked: unknown[] = [];
        let cursor = '';
        do {
          const { json } = await read(`?limit=${limit}${cursor}`);
          expect(json.items.length).toBeLessThanOrEqual(limit);
          walked.push(...json.items);
          cursor = json.nextCursor === undefined ? '' : `&cursor=${json.nextCursor}`;
        } while (cursor !== '');
        expect(walked).toEqual(all);
      }),
      { numRuns: 8, examples: [[1], [all.length]] },
    );
  });

  it('are filtered by state and role', async () => {
    await add('filtered', { roles: ['approver'] });
    await patch('filtered', 1, { state: 'suspended' });
    const { json } = await read('?state=suspended&role=approver');
    expect(json.items).toMatchObject([{ subject: 'filtered' }]);
  });

  it.each([
    '?unknown=1',
    '?limit=0',
    '?limit=501',
    '?cursor=nonsense',
    '?cursor=WzFd',
    '?state=gone',
    '?role=%00',
  ])('refuse the query %s', async (query) => {
    expect(await read(query)).toMatchObject({ status: 400 });
  });

  it.each([
    { what: 'an empty subject', wrong: { subject: '' } },
    { what: 'a space in the subject', wrong: { subject: 'with space' } },
    { what: 'a line break in the subject', wrong: { subject: 'new\nline' } },
    { what: 'a subject beyond ASCII', wrong: { subject: 'é' } },
    { what: 'a subject that is too long', wrong: { subject: 'x'.repeat(256) } },
    { what: 'a blank name', wrong: { name: '   ' } },
    { what: 'a control character in the name', wrong: { name: '\u001b' } },
    {
      what: 'a huge name with a control character at its end',
      wrong: { name: `${'x'.repeat(900_000)}\u001b` },
    },
    { what: 'a NUL in the name', wrong: { name: 'nul\u0000' } },
    { what: 'half a surrogate pair in the name', wrong: { name: 'half \ud800 pair' } },
    { what: 'too many roles', wrong: { roles: Array.from({ length: 21 }, () => 'admin') } },
    { what: 'a state of its own', wrong: { state: 'suspended' } },
    { what: 'another tenant', wrong: { tenant: 'globex' } },
  ])('are refused with $what', async ({ wrong }) => {
    expect(await add('hostile', wrong)).toMatchObject({ status: 400 });
    expect(await read('/hostile')).toMatchObject({ status: 404 });
  });

  it.each(['/%00', '/a%20b', '/..%2f..%2fetc', "/'%20or%201=1--", '/%ff'])(
    'of the impossible subject %s do not exist',
    async (path) => {
      expect([400, 404]).toContain((await read(path)).status);
    },
  );

  it('are for those who may see or change them', async () => {
    const approver = { tenant: 'acme', subject: 'approver', roles: ['approver'] };
    expect(await read('', approver)).toMatchObject({ status: 200 });
    expect(await add('by-approver', {}, approver)).toMatchObject({ status: 403 });
    expect(await read('', { ...approver, roles: ['sales'] })).toMatchObject({ status: 403 });
  });
});
