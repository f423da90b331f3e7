import type { HttpModule } from '@quotewright/platform/http';
import { markdownPage, markdownTable } from './markdown-table.ts';

/** Who may do what in the policy a new tenant starts with: permissions down, roles across. */
export function permissionsPage(modules: readonly HttpModule[]): string {
  const permissions = modules
    .flatMap((module) => module.permissions)
    .toSorted((a, b) => (a.permission < b.permission ? -1 : 1));
  const named = new Set(permissions.flatMap(({ defaultRoles }) => defaultRoles));
  const roles = ['admin', ...[...named].filter((role) => role !== 'admin').toSorted()];
  const rows = permissions.map(({ permission, title, defaultRoles }) => [
    `\`${permission}\``,
    title,
    ...roles.map((role) => (role === 'admin' || defaultRoles.includes(role) ? '✓' : '')),
  ]);
  return markdownPage(
    'Permissions',
    'What each role may do in the policy a new tenant starts with. A tenant may change its policy; `admin` has every permission.',
    markdownTable(['Permission', 'Allows', ...roles], rows),
  );
}
