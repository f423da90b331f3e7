import { isBlank, type Rule } from './rule.ts';

const WORDS = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;
const WORD = /^[a-z][a-z0-9-]*$/;
const EVENT = /^[A-Z][A-Za-z0-9]*$/;

/** Who it is, and who is asked about it. */
export const identityRules: readonly Rule[] = [
  {
    name: 'name-formed',
    broken: ({ name }) => !WORDS.test(name) || name.length > 64,
    message: () => 'the name must be lower-case words joined by "." or "-", at most 64 characters',
  },
  {
    name: 'service-formed',
    broken: ({ system, service }) => ![system, service].every((word) => WORD.test(word) && word.length <= 64),
    message: () => 'system and service must each be a lower-case word',
  },
  {
    name: 'texts-given',
    broken: ({ purpose, owner, truth }) => [purpose, owner, truth].some(isBlank),
    message: () => 'purpose, owner and truth must say something',
  },
  {
    name: 'global-explained',
    broken: ({ tenantScope }) => tenantScope !== 'tenant' && !explains(tenantScope.global, 'because'),
    message: () => 'a category without a tenant in its keys must say why: "because …"',
  },
  {
    name: 'version-explained',
    broken: ({ version }) =>
      'none' in version ? !explains(version.none, 'because') : isBlank(version.counts),
    message: () => 'version must say what it counts, or why there is none: "because …"',
  },
  {
    name: 'business-state-explained',
    broken: ({ canAffectBusinessState: answer }) => !explains(answer, 'no, because'),
    message: () => 'canAffectBusinessState must give the reason: "no, because …"',
  },
  {
    name: 'runbook-formed',
    broken: ({ runbook }) => !WORD.test(runbook),
    message: () => 'runbook must be the name of a page in docs/runbook, without its ending',
  },
  {
    name: 'events-named',
    broken: ({ invalidation }) =>
      typeof invalidation === 'object' &&
      (invalidation.events.length === 0 ||
        !invalidation.events.every((event) => EVENT.test(event)) ||
        new Set(invalidation.events).size < invalidation.events.length),
    message: () => 'invalidation must name each of its events once, as they are called: SomethingChanged',
  },
];

function explains(text: string, start: string): boolean {
  return text.startsWith(`${start} `) && !isBlank(text.slice(start.length));
}
