import type { ExternalSystem } from './external-system.ts';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Mistakes in the declaration of a system, found at the start. Throws one `TypeError` that lists all. */
export function checkSystem(system: ExternalSystem): void {
  const { name, operations, throttle, breaker, concurrency, waiting, maxAnswerBytes } = system;
  const checks: readonly (readonly [boolean, string])[] = [
    [NAME.test(name) && name.length <= 64, 'name must be lower-case words with hyphens'],
    [
      isWhole(throttle.units) && isWhole(throttle.burst),
      'throttle.units and burst must be whole numbers of 1 or more',
    ],
    [throttle.window > 0, 'throttle.window must be more than 0'],
    [throttle.reserved >= 0 && throttle.reserved < 1, 'throttle.reserved must be at least 0 and less than 1'],
    [
      throttle.tenantShare > 0 && throttle.tenantShare <= 1,
      'throttle.tenantShare must be more than 0, at most 1',
    ],
    [breaker.failureRate > 0 && breaker.failureRate < 1, 'breaker.failureRate must be between 0 and 1'],
    [breaker.window > 0 && breaker.reopenAfter > 0, 'breaker.window and reopenAfter must be more than 0'],
    [isWhole(breaker.atLeast), 'breaker.atLeast must be a whole number of 1 or more'],
    // One for whoever is urgent, one for the others.
    [isWhole(concurrency) && concurrency >= 2, 'concurrency must be a whole number of 2 or more'],
    [Number.isSafeInteger(waiting) && waiting >= 0, 'waiting must be a whole number'],
    [isWhole(maxAnswerBytes), 'maxAnswerBytes must be a whole number of 1 or more'],
    ...Object.entries(operations).map(
      ([operation, { deadline, attemptTimeout, attempts, share = 1 }]) =>
        [
          deadline > 0 && attemptTimeout > 0 && isWhole(attempts) && share > 0 && share <= 1,
          `${operation} must have a deadline, a time for an attempt, at least one attempt, and a share of more than 0, at most 1`,
        ] as const,
    ),
  ];
  const problems = checks.filter(([holds]) => !holds).map(([, problem]) => problem);
  if (problems.length > 0) throw new TypeError(`${name} is not well declared:\n  ${problems.join('\n  ')}`);
}

const isWhole = (value: number) => Number.isSafeInteger(value) && value >= 1;
