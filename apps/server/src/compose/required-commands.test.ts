import type { Route } from '@quotewright/platform/http';
import { afterAll, describe, expect, it } from 'vitest';
import { describeModules } from './describe-modules.ts';

const described = describeModules();
const commands = described.contexts
  .flatMap(({ routes }) => routes)
  .filter(({ method, question }) => method !== 'GET' && question !== true);

const at = (pattern: RegExp) => (route: Route) => pattern.test(`${route.method} ${route.path}`);

/** What must not happen twice, by the routes that do it. */
const once: Readonly<Record<string, (route: Route) => boolean>> = {
  'creating an order': at(/^POST (\/quotes\/:\w+\/convert|\/orders)$/),
  'accepting a quote': at(/^POST \/quotes\/:\w+\/accept$/),
  'submitting a quote': at(/^POST \/quotes\/:\w+\/submit$/),
  'deciding an approval': at(/^POST \/(quotes|approvals)\/:\w+\/(approve|decline|delegate)$/),
  'committing an import': at(/^POST \/\S+\/imports$/),
  publishing: at(/^POST \/\S+\/publications$/),
  repairing: ({ limit }) => limit.class === 'repair',
};

/** No route does it yet; the first one that does must have a key. */
const onceItComes: Readonly<Record<string, (route: Route) => boolean>> = {
  'cancelling or amending an order': at(/^POST \/orders\/:\w+\/(cancel|amend)$/),
  'activating billing': at(/^POST \/\S*billing\S*$/),
  'starting fulfilment': at(/^POST \/\S*fulfil\S*$/),
  'changing an asset': at(/^\w+ \/assets(\/|$)/),
  'mending a fallout': at(/^POST \/fallouts\/:\w+\/\w+$/),
};

const withoutKey = (does: (route: Route) => boolean) =>
  commands
    .filter(does)
    .filter(({ idempotency }) => idempotency !== 'required')
    .map(({ operationId }) => operationId);

describe('a command that must not happen twice is refused without an Idempotency-Key', () => {
  afterAll(() => described.close());

  it.each(Object.entries(once))('%s', (_, does) => {
    expect(commands.filter(does)).not.toEqual([]);
    expect(withoutKey(does)).toEqual([]);
  });

  it.each(Object.entries(onceItComes))('%s, when there is a route for it', (_, does) => {
    expect(withoutKey(does)).toEqual([]);
  });
});
