import type { ErrorDefinition, ErrorTable } from '@quotewright/kernel';
import type { z } from 'zod';
import { QUOTAS, quotasOf } from '../limits/index.ts';
import type { ContextModule } from '../module/context-module.ts';
import { LARGEST_BODY_BYTES } from './limits.ts';
import { JSON_TYPE } from './media-types.ts';
import type { Route } from './route.ts';

/** The part of a context that the HTTP server needs. */
export type HttpModule = Pick<ContextModule, 'name' | 'errors' | 'permissions' | 'routes'>;

/**
 * Mistakes in the declaration of routes, found when the server is made rather than when a caller meets
 * them. Throws one error that lists all.
 */
export function checkRoutes(modules: readonly HttpModule[]): void {
  const routes = modules.flatMap((module) => module.routes);
  const declared = new Set<string>(
    modules.flatMap((module) => module.permissions.map(({ permission }) => permission)),
  );
  const problems = [
    ...duplicates(modules.map((module) => module.name)).map((name) => `two modules are named "${name}"`),
    ...duplicates(routes.map((route) => route.operationId)).map(
      (id) => `two routes have the operationId "${id}"`,
    ),
    ...routes.flatMap((route) =>
      problemsOf(route, declared).map((problem) => `${route.operationId}: ${problem}`),
    ),
  ];
  if (problems.length > 0) throw new Error(`The routes are not well declared:\n  ${problems.join('\n  ')}`);
}

function problemsOf(route: Route, declared: ReadonlySet<string>): string[] {
  const inPath = [...route.path.matchAll(/:([A-Za-z]\w*)/g)].map(([, name]) => name as string);
  const inSchema = Object.keys(route.params?.shape ?? {});
  const checks: readonly (readonly [boolean, string])[] = [
    [route.path.startsWith('/'), 'the path must start with "/"'],
    [
      inPath.toSorted().join() === inSchema.toSorted().join(),
      'params must describe exactly the parameters of the path',
    ],
    [
      route.permission.includes(':') === false || declared.has(route.permission),
      `no module declares ${route.permission}`,
    ],
    [isStrict(route.query), 'query must be z.strictObject: unknown parameters are refused'],
    [isStrict(route.body), 'body must be z.strictObject: unknown members are refused'],
    [route.method !== 'GET' || (route.body === undefined && route.media === undefined), 'a GET has no body'],
    [
      Object.keys(route.media ?? {}).every((type) => MEDIA_TYPE.test(type) && type !== JSON_TYPE),
      'media must name media types in lower case, without parameters, and not JSON',
    ],
    [route.method !== 'GET' || route.idempotency === undefined, 'a GET is idempotent without a key'],
    [
      route.confirmation === undefined ||
        (route.method !== 'GET' &&
          route.question !== true &&
          route.media === undefined &&
          route.permission !== 'public'),
      'only a command of a known caller that takes JSON can be confirmed',
    ],
    [isWhole(route.limit?.cost), 'limit must declare a class and a cost, a whole number of 1 or more'],
    [isPossible(route), 'limit.cost is more than a quota of its class has at once'],
    [
      route.permission !== 'public' || route.limit?.ofBody === undefined,
      'nobody can be charged on a public route',
    ],
    [(route.bodyLimit ?? 0) <= LARGEST_BODY_BYTES, 'bodyLimit must be 32 MiB or less'],
    [Object.keys(route.responses).length > 0, 'responses must describe the successful answers'],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}

const isWhole = (cost: unknown) => Number.isSafeInteger(cost) && (cost as number) >= 1;

/** Types alone do not keep a route without a limit from being mounted. */
function isPossible({ limit }: Partial<Route>): boolean {
  return limit === undefined || quotasOf(limit.class).every((name) => limit.cost <= QUOTAS[name].burst);
}

const MEDIA_TYPE = /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/;

function isStrict(schema: z.ZodType | undefined): boolean {
  const def = schema?.def as { type?: string; catchall?: z.ZodType } | undefined;
  return def?.type !== 'object' || def.catchall?.def.type === 'never';
}

function duplicates(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** All error tables as one. A code means one thing: two different rows under one code do not start. */
export function mergeErrorTables(modules: readonly HttpModule[]): ErrorTable {
  const merged = new Map<string, ErrorDefinition>();
  for (const { name, errors } of modules) {
    for (const [code, definition] of Object.entries(errors)) {
      const known = merged.get(code);
      if (known !== undefined && known.kind !== definition.kind) {
        throw new Error(
          `The error ${code} of "${name}" is already ${known.kind} elsewhere: "${known.title}"`,
        );
      }
      merged.set(code, known ?? definition);
    }
  }
  return Object.fromEntries(merged);
}
