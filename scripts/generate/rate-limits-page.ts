import { ENDPOINT_CLASSES, type EndpointClass, QUOTAS, quotasOf } from '@quotewright/platform/limits';
import type { ContextModule } from '@quotewright/platform/module';
import { markdownPage, markdownTable } from './markdown-table.ts';

type Routes = ContextModule['routes'];

/** The quotas, what each class of endpoints is charged to, and the price of every route and of what wizards do. */
export function rateLimitsPage(modules: readonly Pick<ContextModule, 'routes' | 'wizards'>[]): string {
  const routes = modules
    .flatMap((module) => module.routes)
    .filter(({ permission }) => permission !== 'public');
  const quotas = Object.entries(QUOTAS).map(([name, { units, window, burst, of, perRoute, purpose }]) => [
    `\`${name}\``,
    purpose,
    perRoute ? `${of}, on each route` : of,
    `${units} in ${window / 1000} s`,
    String(burst),
  ]);
  const classes = (Object.keys(ENDPOINT_CLASSES) as EndpointClass[]).map((name) => {
    const { whenStoreDown, because } = ENDPOINT_CLASSES[name];
    const charged = quotasOf(name).map((quota) => `\`${quota}\``);
    return [`\`${name}\``, charged.join(', '), `${WHEN_DOWN[whenStoreDown]}: ${because}`];
  });
  return markdownPage(
    'Rate limits',
    INTRODUCTION,
    '## Quotas',
    markdownTable(['Quota', 'For', 'Of a', 'Units', 'At once'], quotas),
    '## Endpoint classes',
    markdownTable(['Class', 'Charged to', 'While Redis does not answer'], classes),
    '## Routes',
    markdownTable(['Operation', 'Class', 'Units'], pricesOf(routes)),
    '## Commits of wizards',
    COMMITS,
    markdownTable(['Wizard', 'Class', 'Units'], commitPricesOf(modules)),
  );
}

const INTRODUCTION = [
  'What a request costs, and whom. A refused request takes nothing; it is 429 `RATE_LIMITED` with `Retry-After`, or 400 `RATE_COST_TOO_HIGH` where it costs more than its quota ever has at once. Every answer tells what is left: `RateLimit` and `RateLimit-Policy` for all quotas it was charged to, `X-RateLimit-Limit`, `-Remaining` and `-Reset` (seconds) for the tightest: units at once, how many are left of them, and when all are back.',
  'A caller with the role `partner` is charged to `partnerIntegration` on every route. A tenant may change its quotas and the cost of classes with `PUT /api/v1/admin/rate-limits`. Health, public routes and the work of the installation itself are never limited.',
].join('\n\n');

const COMMITS =
  'Charged on top of the route of all commits, `POST /wizards/{wizardId}/commit`, and closed where their class is.';

const WHEN_DOWN = {
  local: 'each process admits its share',
  open: 'all pass, with an alarm',
  closed: 'closed',
} as const;

const pricesOf = (routes: Routes) =>
  routes
    .toSorted((a, b) => (a.path === b.path ? 0 : a.path < b.path ? -1 : 1))
    .map(({ method, path, limit }) => [
      `\`${method} ${path.replace(/:(\w+)/g, '{$1}')}\``,
      `\`${limit.class}\``,
      limit.ofBody === undefined ? String(limit.cost) : `${limit.cost}, and more for what the body asks`,
    ]);

const commitPricesOf = (modules: readonly Pick<ContextModule, 'wizards'>[]) =>
  modules
    .flatMap(({ wizards = [] }) => wizards)
    .toSorted((a, b) => (a.type < b.type ? -1 : 1))
    .map(({ type, limit }) => [`\`${type}\``, `\`${limit.class}\``, String(limit.cost)]);
