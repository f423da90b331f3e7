import { type TenantId, tenantId } from '@quotewright/kernel';
import { ManualClock } from '@quotewright/kernel/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PageRequest } from '../http/page.ts';
import { queries } from '../postgres/index.ts';
import { describeOnEachEngine, type TestDatabase } from '../testing/index.ts';
import type { AuditTables } from './audit-table.ts';
import { type AuditFilter, appendAudit, appendAuditBatch, listAudit } from './audit-trail.ts';

const acme = tenantId('acme');
const ada = { tenant: acme, subject: 'ada', roles: ['sales'], clientId: 'console' };
const quote = (id: string) => ({ type: 'quote', id });

describeOnEachEngine('the audit trail', (engine) => {
  const clock = new ManualClock('2026-03-01T09:30:00.000Z');
  let database: TestDatabase;

  beforeAll(async () => {
    database = await engine.open({ migrations: [], clock });
    for (const action of ['quote.create', 'quote.present', 'quote.accept']) {
      await database.db.withTenant(acme, 'write', (tx) =>
        appendAuditBatch(
          tx,
          ['q-1', 'q-2'].map((id) => ({ actor: ada, action, entity: quote(id) })),
        ),
      );
      clock.advance(1_000);
    }
  });
  afterAll(() => database.close());

  const list = (filter: AuditFilter, page: PageRequest = { limit: 50 }, tenant: TenantId = acme) =>
    database.db.withTenant(tenant, 'read', (tx) => listAudit(tx, filter, page));

  it('tells who did what, when and why', async () => {
    const tenant = tenantId('initech');
    await database.db.withTenant(tenant, 'write', (tx) =>
      appendAudit(tx, {
        actor: { tenant, subject: 'bob', roles: [] },
        action: 'order.cancel',
        entity: { type: 'order', id: 'o-1' },
        reason: 'ordered twice',
        detail: { from: 'acknowledged', to: 'cancelled' },
      }),
    );
    expect(await list({}, { limit: 50 }, tenant)).toEqual({
      items: [
        {
          id: expect.any(String),
          at: '2026-03-01T09:30:03.000Z',
          actor: { subject: 'bob' },
          action: 'order.cancel',
          entity: { type: 'order', id: 'o-1' },
          reason: 'ordered twice',
          detail: { from: 'acknowledged', to: 'cancelled' },
        },
      ],
    });
  });

  it('lists the newest first, in pages that neither repeat nor miss an entry', async () => {
    const whole = await list({});
    expect(whole.items.map(({ at }) => at.slice(17, 19))).toEqual(['02', '02', '01', '01', '00', '00']);
    expect(whole.nextCursor).toBeUndefined();

    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({}, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(paged).toEqual(whole.items.map(({ id }) => id));
  });

  it('narrows to one object and one kind of deed', async () => {
    const ofEntity = await list({ entity: quote('q-1') });
    expect(ofEntity.items.map(({ action }) => action)).toEqual([
      'quote.accept',
      'quote.present',
      'quote.create',
    ]);
    const ofAction = await list({ action: 'quote.accept' });
    expect(ofAction.items.map(({ entity }) => entity.id).sort()).toEqual(['q-1', 'q-2']);
    expect(ofAction.items[0]?.actor).toEqual({ subject: 'ada', clientId: 'console' });
  });

  it('shows a tenant nothing of another', async () => {
    expect(await list({}, { limit: 50 }, tenantId('globex'))).toEqual({ items: [] });
  });

  it('refuses a cursor it did not make', async () => {
    await expect(list({}, { limit: 2, cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
    });
  });

  it('cannot be changed or shortened by the application', async () => {
    const inside = (work: (table: ReturnType<typeof queries<AuditTables>>) => Promise<unknown>) =>
      database.db.withTenant(acme, 'write', (tx) => work(queries<AuditTables>(tx)));
    const change = inside((db) =>
      db.updateTable('platform.audit_entry').set({ action: 'nothing' }).execute(),
    );
    await expect(change).rejects.toMatchObject({ code: '42501' });
    const removal = inside((db) => db.deleteFrom('platform.audit_entry').execute());
    await expect(removal).rejects.toMatchObject({ code: '42501' });
  });
});
