import { describe, expect, it } from 'vitest';
import { codePart, hashPart, idPart, literal, versionPart } from '../keys/key-part.ts';
import { aCategory, aChangeableCategory, aPointerCategory } from '../testing/category-builders.ts';
import type { Category, CategoryAnswers } from './category.ts';
import { checkCategory } from './check-category.ts';
import { kindLimits } from './kind-limits.ts';

type Answers = Partial<CategoryAnswers<Category['key'], never>>;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const versioned = aCategory() as Category;
const pointer = aPointerCategory() as Category;
const changeable = aChangeableCategory() as Category;
const change = (category: Category, answers: object): Category => ({ ...category, ...(answers as Answers) });

const result = change(versioned, {
  kind: 'computed-result',
  negativeTtl: 'never',
  ttl: { fresh: 20 * minute, max: 30 * minute },
  maxStoredBytes: 64 * 1_024,
});
const policy = change(versioned, {
  kind: 'authorization',
  negativeTtl: 'never',
  ttl: { fresh: hour, max: hour },
  maxStoredBytes: 32 * 1_024,
  maxDecodedBytes: 32 * 1_024,
});
const decision = change(policy, {
  key: [idPart('userId')],
  version: { none: 'because it lives for seconds' },
  invalidation: { events: ['AuthorizationPolicyChanged'] },
  ttl: { fresh: 5 * second, max: 5 * second },
});
const rights = change(pointer, {
  kind: 'authorization-pointer',
  ttl: { fresh: 5 * second, max: 5 * second },
});
const counter = change(changeable, {
  kind: 'counter',
  invalidation: 'ttl-only',
  negativeTtl: 'never',
  whenStale: 'never',
  whenStoreDown: 'local',
  maxStoredBytes: 1_024,
  maxDecodedBytes: 1_024,
  ttl: { fresh: minute, max: minute },
});
const dashboard = change(counter, {
  kind: 'dashboard',
  whenStoreDown: 'load',
  whenStale: { serveFor: minute },
  ttl: { fresh: 30 * second, max: 2 * minute },
});
const idempotency = change(counter, {
  kind: 'idempotency-pointer',
  whenStoreDown: 'load',
  key: [hashPart('keyHash')],
  ttl: { fresh: hour, max: hour },
});

const secret = { fields: ['creditClass'], maxTtl: 24 * hour, encrypted: false };

/** For each rule: what it lets pass, and what it refuses. */
const cases: Record<string, { passes: readonly Category[]; refuses: readonly Category[] }> = {
  'name-formed': {
    passes: [change(versioned, { name: 'catalog.offering-list.v2' })],
    refuses: ['', 'Catalog', 'a..b', 'a:b', 'a b', '.a', 'x'.repeat(65)].map((name) =>
      change(versioned, { name }),
    ),
  },
  'service-formed': {
    passes: [change(versioned, { system: 'billing-core' })],
    refuses: [
      change(versioned, { system: 'a:b' }),
      change(versioned, { service: '' }),
      change(versioned, { service: '{a}' }),
    ],
  },
  'texts-given': {
    passes: [change(versioned, { owner: 'the night shift' })],
    refuses: ['purpose', 'owner', 'truth'].map((field) => change(versioned, { [field]: '  ' })),
  },
  'global-explained': {
    passes: [change(versioned, { tenantScope: { global: 'because currencies are everybody’s' } })],
    refuses: ['because ', 'because', 'it is'].map((global) => change(versioned, { tenantScope: { global } })),
  },
  'version-explained': {
    passes: [change(versioned, { version: { counts: 'publications' } })],
    refuses: [
      change(versioned, { version: { counts: ' ' } }),
      change(pointer, { version: { none: 'because  ' } }),
    ],
  },
  'business-state-explained': {
    passes: [change(versioned, { canAffectBusinessState: 'no, because commands check the hash' })],
    refuses: ['no', 'no, because ', 'yes, because why not'].map((canAffectBusinessState) =>
      change(versioned, { canAffectBusinessState }),
    ),
  },
  'runbook-formed': {
    passes: [change(versioned, { runbook: 'invalidation-lag' })],
    refuses: ['', '../secrets', 'page.md'].map((runbook) => change(versioned, { runbook })),
  },
  'events-named': {
    passes: [change(changeable, { invalidation: { events: ['TenantConfigChanged', 'CachePurged'] } })],
    refuses: [[], ['tenant changed'], ['A', 'A']].map((events) =>
      change(changeable, { invalidation: { events } }),
    ),
  },
  'key-given': {
    passes: [change(changeable, { key: [literal('all')] })],
    refuses: [change(changeable, { key: [] })],
  },
  'key-names-distinct': {
    passes: [change(changeable, { key: [literal('a'), literal('a'), idPart('id')] })],
    refuses: [change(changeable, { key: [idPart('id'), codePart('id')] })],
  },
  'version-in-key': {
    passes: [change(idempotency, { version: { counts: 'nothing, it names an input' } }), idempotency],
    refuses: [
      change(changeable, { version: { counts: 'changes' } }),
      change(changeable, { key: [versionPart('v')] }),
    ],
  },
  'versioned-key-pinned': {
    passes: [
      change(changeable, { invalidation: 'versioned-key', key: [hashPart('hash')] }),
      change(changeable, {
        invalidation: 'versioned-key',
        key: [versionPart('v')],
        version: { counts: 'changes' },
      }),
    ],
    refuses: [change(changeable, { invalidation: 'versioned-key', key: [idPart('id')] })],
  },
  'kind-versioned': {
    passes: [versioned, result],
    refuses: [versioned, result].map((category) =>
      change(category, { invalidation: { events: ['CatalogPublished'] } }),
    ),
  },
  'kind-unversioned': {
    passes: [pointer, dashboard],
    refuses: [
      change(pointer, { invalidation: 'versioned-key' }),
      change(dashboard, { key: [versionPart('v')], version: { counts: 'changes' } }),
    ],
  },
  'ttl-only-allowed': {
    passes: [counter, dashboard, idempotency],
    refuses: [
      change(pointer, { invalidation: 'ttl-only' }),
      change(decision, { invalidation: 'ttl-only' }),
      change(decision, { kind: 'eligibility', invalidation: 'ttl-only' }),
      change(changeable, { invalidation: 'ttl-only' }),
    ],
  },
  'pointer-ordered': {
    passes: [pointer],
    refuses: [
      change(pointer, { orderOf: undefined }),
      change(pointer, { invalidation: 'ttl-only' }),
      change(rights, { orderOf: undefined }),
    ],
  },
  'order-of-pointers-only': { passes: [versioned], refuses: [change(versioned, { orderOf: () => 1 })] },
  'ttl-whole': {
    passes: [versioned],
    refuses: [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY].flatMap((bad) => [
      change(versioned, { ttl: { fresh: bad, max: hour } }),
      change(versioned, { ttl: { fresh: hour, max: bad } }),
    ]),
  },
  'ttl-ordered': {
    passes: [change(versioned, { ttl: { fresh: 2 * hour, max: 2 * hour } })],
    refuses: [change(versioned, { ttl: { fresh: 3 * hour, max: 2 * hour } })],
  },
  'ttl-of-kind': {
    passes: [
      change(versioned, { ttl: { fresh: hour, max: 24 * hour } }),
      change(result, { ttl: { fresh: 5 * minute, max: 30 * minute } }),
      change(pointer, { ttl: { fresh: 5 * minute, max: 5 * minute } }),
    ],
    refuses: [
      change(versioned, { ttl: { fresh: hour - 1, max: 24 * hour } }),
      change(result, { ttl: { fresh: 30 * minute + 1, max: 30 * minute + 1 } }),
      change(pointer, { ttl: { fresh: 6 * minute, max: 6 * minute } }),
      change(rights, { ttl: { fresh: 6 * second, max: 6 * second } }),
    ],
  },
  'life-of-kind': {
    passes: [decision, policy],
    refuses: [
      change(pointer, { ttl: { fresh: minute, max: 6 * minute } }),
      change(decision, { ttl: { fresh: 5 * second, max: 6 * second } }),
      change(policy, { ttl: { fresh: hour, max: 25 * hour } }),
    ],
  },
  'jitter-in-range': {
    passes: [
      change(versioned, { ttl: { fresh: hour, max: hour, jitter: 10 * minute } }),
      change(versioned, { ttl: { fresh: 4 * hour, max: 4 * hour, jitter: 3 * hour } }),
      change(versioned, { ttl: { fresh: hour, max: hour, jitter: 0 } }),
    ],
    refuses: [
      change(versioned, { ttl: { fresh: hour, max: hour, jitter: 11 * minute } }),
      change(versioned, { ttl: { fresh: 4 * hour, max: 4 * hour, jitter: 3 * hour + 1 } }),
      change(versioned, { ttl: { fresh: hour, max: hour, jitter: -1 } }),
      change(versioned, { ttl: { fresh: hour, max: hour, jitter: Number.NaN } }),
    ],
  },
  'negative-of-kind': {
    passes: [versioned, changeable],
    refuses: [decision, pointer, result, dashboard, idempotency].map((category) =>
      change(category, { negativeTtl: 30 * second }),
    ),
  },
  'negative-in-range': {
    passes: [30 * second, 2 * minute, 'never'].map((negativeTtl) => change(versioned, { negativeTtl })),
    refuses: [
      ...[29 * second, 2 * minute + 1, 0, 30_000.5].map((negativeTtl) => change(versioned, { negativeTtl })),
      change(changeable, { ttl: { fresh: minute, max: minute }, negativeTtl: 2 * minute }),
    ],
  },
  'stale-of-kind': {
    passes: [changeable, dashboard, change(versioned, { whenStale: { serveFor: hour } })],
    refuses: [pointer, result, policy, decision, idempotency].map((category) =>
      change(category, { whenStale: { serveFor: second } }),
    ),
  },
  'stale-within-life': {
    passes: [change(changeable, { whenStale: { serveFor: 10 * minute } })],
    refuses: [10 * minute + 1, 0, -1, Number.NaN].map((serveFor) =>
      change(changeable, { whenStale: { serveFor } }),
    ),
  },
  'busy-stale-served': {
    passes: [change(changeable, { loading: { whenBusy: 'stale' } })],
    refuses: [change(changeable, { whenStale: 'never', loading: { whenBusy: 'stale' } })],
  },
  'local-of-kind': {
    passes: [counter, change(counter, { kind: 'circuit' })],
    refuses: [versioned, pointer, changeable].map((category) => change(category, { whenStoreDown: 'local' })),
  },
  'loading-positive': {
    passes: [
      change(versioned, { loading: { timeout: 100, lockWait: 50, concurrency: 1 } }),
      change(versioned, { loading: {} }),
    ],
    refuses: [{ timeout: 0 }, { lockWait: -1 }, { concurrency: 1.5 }].map((loading) =>
      change(versioned, { loading }),
    ),
  },
  'schema-version-range': {
    passes: [1, 65_535].map((schemaVersion) => change(versioned, { schemaVersion })),
    refuses: [0, 65_536, 1.5].map((schemaVersion) => change(versioned, { schemaVersion })),
  },
  'stored-of-kind': {
    passes: [change(versioned, { maxStoredBytes: 256 * 1_024 })],
    refuses: [
      change(versioned, { maxStoredBytes: 256 * 1_024 + 1 }),
      change(pointer, { maxStoredBytes: 4_096 }),
      change(versioned, { maxStoredBytes: 0 }),
    ],
  },
  'decoded-bounded': {
    passes: [change(pointer, { maxDecodedBytes: 2_048 }), change(pointer, { maxDecodedBytes: 65_536 })],
    refuses: [2_047, 65_537, Number.NaN].map((maxDecodedBytes) => change(pointer, { maxDecodedBytes })),
  },
  'average-within-cap': {
    passes: [change(pointer, { averageBytes: 2_048 })],
    refuses: [0, 2_049, 1.5].map((averageBytes) => change(pointer, { averageBytes })),
  },
  'compression-whole': {
    passes: [0, 16_384].map((compressAbove) => change(pointer, { compressAbove })),
    refuses: [-1, 1.5].map((compressAbove) => change(pointer, { compressAbove })),
  },
  'cardinality-whole': {
    passes: [change(pointer, { expectedCardinality: 2 })],
    refuses: [0, -1, 1.5].map((expectedCardinality) => change(pointer, { expectedCardinality })),
  },
  'sensitive-fields-named': {
    passes: [change(versioned, { sensitivity: secret })],
    refuses: [[], ['']].map((fields) => change(versioned, { sensitivity: { ...secret, fields } })),
  },
  'sensitive-life': {
    passes: [change(versioned, { sensitivity: secret })],
    refuses: [24 * hour - 1, Number.NaN].map((maxTtl) =>
      change(versioned, { sensitivity: { ...secret, maxTtl } }),
    ),
  },
  'sensitive-encrypted': {
    passes: [change(versioned, { sensitivity: { ...secret, encrypted: true }, protection: 'encrypted' })],
    refuses: ['hash', 'sealed'].map((protection) =>
      change(versioned, { sensitivity: { ...secret, encrypted: true }, protection }),
    ),
  },
  'shadow-rate-range': {
    passes: [0, 0.01, 1].map((shadowRate) => change(versioned, { shadowRate })),
    refuses: [-0.1, 1.1, Number.NaN].map((shadowRate) => change(versioned, { shadowRate })),
  },
};

describe('a category', () => {
  const sound = {
    versioned,
    pointer,
    changeable,
    result,
    policy,
    decision,
    rights,
    counter,
    dashboard,
    idempotency,
  };

  it.each(Object.entries(sound))('with good answers is found right: %s', (_, category) => {
    expect(checkCategory(category)).toEqual([]);
  });

  it('of an unknown kind is refused', () => {
    expect(checkCategory(change(versioned, { kind: 'magic' })).map(({ rule }) => rule)).toEqual([
      'kind-known',
    ]);
    expect(checkCategory(change(versioned, { kind: 'constructor' })).map(({ rule }) => rule)).toEqual([
      'kind-known',
    ]);
  });
});

describe('a rule of categories', () => {
  it.each(Object.entries(cases))('%s passes and refuses', (rule, { passes, refuses }) => {
    const brokenBy = (category: Category) => checkCategory(category).map((finding) => finding.rule);
    for (const category of passes) expect(brokenBy(category)).not.toContain(rule);
    for (const category of refuses) expect(brokenBy(category), JSON.stringify(category)).toContain(rule);
  });

  it('says in words what to do', () => {
    const { message } = checkCategory(change(pointer, { ttl: { fresh: hour, max: hour } }))[0] ?? {};
    expect(message).toBe('pointer: ttl.fresh must be within 1 s and 5 min, is 1 h');
  });

  it('exists for nothing without a case here', () => {
    const fired = new Set(
      Object.values(cases).flatMap(({ refuses }) => refuses.flatMap(checkCategory).map(({ rule }) => rule)),
    );
    expect([...fired].toSorted()).toEqual(Object.keys(cases).toSorted());
  });
});

describe('what kinds allow', () => {
  const named = (allowed: (limits: (typeof kindLimits)['pointer']) => boolean) =>
    Object.entries(kindLimits)
      .filter(([, limits]) => allowed(limits))
      .map(([kind]) => kind);

  it('never serves old pointers, prices, rights or commands', () => {
    for (const kind of [
      'pointer',
      'price-entries',
      'computed-result',
      'eligibility',
      'authorization',
      'authorization-pointer',
      'idempotency-pointer',
    ])
      expect(named(({ stale }) => stale)).not.toContain(kind);
  });

  it('leaves no pointer, eligibility or authorization to time alone', () => {
    for (const kind of ['pointer', 'eligibility', 'authorization', 'authorization-pointer'])
      expect(named(({ ttlOnly }) => ttlOnly)).not.toContain(kind);
  });

  it('keeps no denial', () => {
    expect(named(({ negative }) => negative)).toEqual(['read-copy', 'price-entries', 'tenant-config']);
  });

  it('has room for its shortest life', () => {
    for (const { fresh, longest, longestUnversioned = longest } of Object.values(kindLimits)) {
      expect(fresh[0]).toBeLessThanOrEqual(Math.min(fresh[1], longestUnversioned));
      expect(fresh[1]).toBeLessThanOrEqual(longest);
    }
  });
});
