import type { HttpModule } from '@quotewright/platform/http';
import { describe, expect, it } from 'vitest';
import { errorsPage } from './errors-page.ts';
import { markdownTable } from './markdown-table.ts';
import { operationsPage } from './operations-page.ts';
import { permissionsPage } from './permissions-page.ts';
import { rateLimitsPage } from './rate-limits-page.ts';

const shop: HttpModule = {
  name: 'shop',
  errors: { SHOP_CLOSED: { kind: 'conflict', title: 'Come back | tomorrow' } },
  permissions: [
    {
      permission: 'shop:enter',
      title: 'Enter the shop',
      defaultRoles: ['sales'],
    },
  ],
  routes: [
    {
      method: 'POST',
      path: '/shops/:shopId/enter',
      operationId: 'enterShop',
      tag: 'Shops',
      summary: 'Enter a shop',
      permission: 'shop:enter',
      limit: { class: 'change', cost: 1 },
      idempotency: 'required',
      responses: {},
      handler: () => Promise.reject(new Error('not called')),
    },
  ],
};

describe('the generated reference', () => {
  it('keeps a cell a cell', () => {
    expect(markdownTable(['a'], [['x | y\nz']])).toBe('| a |\n| --- |\n| x \\| y z |');
  });

  it('lists the price of every route, and the quotas behind it', () => {
    const page = rateLimitsPage([shop]);
    expect(page).toContain('| `POST /shops/{shopId}/enter` | `change` | 1 |');
    expect(page).toContain('| `repair` | `tenantTotal`, `adminRepair` | closed: ');
  });

  it('lists what commits of wizards cost, by their types', () => {
    const wizard = (type: string, cost: number) => ({
      type,
      title: 'Of a test',
      permission: 'shop:enter' as const,
      limit: { class: 'repair' as const, cost },
      steps: [],
      commit: () => Promise.reject(new Error('not called')),
    });
    const page = rateLimitsPage([shop, { routes: [], wizards: [wizard('wash', 7), wizard('paint', 2)] }]);
    expect(page).toContain('| `paint` | `repair` | 2 |\n| `wash` | `repair` | 7 |');
  });

  it('lists every error with its status', () => {
    expect(errorsPage([shop])).toContain('| `SHOP_CLOSED` | 409 | Come back \\| tomorrow |');
  });

  it('shows which role has which permission; admin has all', () => {
    expect(permissionsPage([shop])).toContain('| Permission | Allows | admin | sales |');
    expect(permissionsPage([shop])).toContain('| `shop:enter` | Enter the shop | ✓ | ✓ |');
  });

  it('shows what an operation asks for', () => {
    expect(operationsPage([shop])).toContain(
      '| `POST /shops/{shopId}/enter` | Enter a shop | `shop:enter` | required |  |',
    );
  });
});
