import type { HttpModule } from '@quotewright/platform/http';
import { markdownPage, markdownTable } from './markdown-table.ts';

/** All operations on one page; their schemas are what a server answers at `/openapi.json`. */
export function operationsPage(modules: readonly HttpModule[]): string {
  const sections = modules
    .filter(({ routes }) => routes.length > 0)
    .map(({ name, routes }) => {
      const rows = routes
        .toSorted((a, b) => (a.path === b.path ? 0 : a.path < b.path ? -1 : 1))
        .map((route) => [
          `\`${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}\``,
          route.summary,
          route.permission.includes(':') ? `\`${route.permission}\`` : route.permission,
          route.idempotency ?? '',
          route.ifMatch === true ? 'required' : '',
          route.confirmation === undefined ? '' : 'required',
        ]);
      const head = ['Operation', 'Does', 'Permission', 'Idempotency-Key', 'If-Match', 'Confirmation'];
      return `## ${name}\n\n${markdownTable(head, rows)}`;
    });
  return markdownPage(
    'HTTP API',
    'All paths are below `/api/v1`. A running server shows the schemas under `/docs` and answers them at `/openapi.json`.',
    ...sections,
  );
}
