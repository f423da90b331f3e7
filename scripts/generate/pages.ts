import { join } from 'node:path';
import { cacheEvents } from '@quotewright/platform/cache';
import { settingsMarkdown } from '@quotewright/platform/config';
import { platformModule } from '@quotewright/platform/http';
import { describeModules } from '../../apps/server/src/compose/describe-modules.ts';
import { cacheEnvelopePage } from './cache-envelope-page.ts';
import { cacheMetricsPage } from './cache-metrics-page.ts';
import { cacheProofsPage } from './cache-proofs-page.ts';
import { cachesPage } from './caches-page.ts';
import { errorsPage } from './errors-page.ts';
import { eventPages } from './event-pages.ts';
import { operationsPage } from './operations-page.ts';
import type { Page } from './page.ts';
import { permissionsPage } from './permissions-page.ts';
import { rateLimitsPage } from './rate-limits-page.ts';
import { storeDownPage } from './store-down-page.ts';

const described = describeModules();
const modules = [platformModule(), ...described.contexts];

const eventSources = [...described.contexts, { name: 'platform', events: cacheEvents }];

/** All generated pages. A new one is a new row. */
export const pages: readonly Page[] = [
  { path: 'docs/reference/cache-envelope.md', render: cacheEnvelopePage },
  { path: 'docs/reference/cache-metrics.md', render: cacheMetricsPage },
  {
    path: 'docs/reference/cache-proofs.md',
    render: () => cacheProofsPage(described.caches.map(({ category }) => category)),
  },
  {
    path: 'docs/reference/caches.md',
    render: () => cachesPage(described.caches.map(({ category }) => category)),
  },
  { path: 'docs/reference/configuration.md', render: settingsMarkdown },
  { path: 'docs/reference/errors.md', render: () => errorsPage(modules) },
  ...eventPages(eventSources, join(import.meta.dirname, '../..')),
  { path: 'docs/reference/http-api.md', render: () => operationsPage(modules) },
  { path: 'docs/reference/permissions.md', render: () => permissionsPage(modules) },
  { path: 'docs/reference/rate-limits.md', render: () => rateLimitsPage(modules) },
  { path: 'docs/reference/store-down.md', render: storeDownPage },
];
