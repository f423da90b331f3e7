import { technicalKeys } from '../keys/technical-keys.ts';
import type { Category } from './category.ts';
import { keyPattern } from './key-pattern.ts';
import { kindLimits } from './kind-limits.ts';
import { ENTRY_OVERHEAD, type MemoryAssumptions, memoryPlan } from './memory-plan.ts';
import type { Registry } from './registry.ts';
import { duration, size } from './rules/rule.ts';

/** A piece of the reference page: Markdown text, then a table where there is one. */
export interface ReferenceSection {
  readonly title: string;
  readonly text: string;
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

/** Fixed, so that the page changes with the program only. */
const ASSUMED: MemoryAssumptions = { tenants: 10, retainedVersions: 3 };

/** The reference page of the layer, from the tables that the layer itself decides by. */
export function cacheReference(registry: Registry): readonly ReferenceSection[] {
  return [keys, kinds, ...categories(registry), technical, plan(registry)];
}

const keys: ReferenceSection = {
  title: 'Keys',
  text: [
    '`{ns}:{system}:{service}:{tenant}:{parts}`, where `{ns}` is `<environment>.<installation id>.<truth epoch>`; `~` stands for the tenant in',
    'categories of no tenant. Parts consist of letters, digits, `-`, `_`, `.` and `/`; every other character is percent-encoded, so that no part can hold a',
    'separator, a glob or a brace. Codes that people type are in a key as their SHA-256 only. A key has at most 1,024 characters.',
  ].join(' '),
};

const mark = (allowed: boolean) => (allowed ? 'yes' : 'no');

const kinds: ReferenceSection = {
  title: 'Kinds',
  text:
    'Every category is of one kind, and boot refuses a category that leaves what its kind allows. "Fresh" is the range of `ttl.fresh`, "at most" the ' +
    'limit of `ttl.max`; "time alone" whether `ttl-only` may end a wrong value; "stale" whether a value past its freshness may be answered; "absence" ' +
    'whether "there is none" may be kept, for 30 s to 2 min.',
  table: {
    head: [
      'Kind',
      'Holds',
      'Danger if done badly',
      'Fresh',
      'At most',
      'Largest entry',
      'Version in the key',
      'Time alone',
      'Stale',
      'Absence',
    ],
    rows: Object.entries(kindLimits).map(([kind, limits]) => {
      const { fresh, longest, longestUnversioned } = limits;
      const unversioned =
        longestUnversioned === undefined ? '' : `, ${duration(longestUnversioned)} without a version`;
      return [
        `\`${kind}\``,
        limits.holds,
        limits.danger,
        `${duration(fresh[0])} – ${duration(fresh[1])}`,
        duration(longest) + unversioned,
        size(limits.maxStoredBytes),
        limits.versionedKey,
        mark(limits.ttlOnly),
        mark(limits.stale),
        mark(limits.negative),
      ];
    }),
  },
};

const technical: ReferenceSection = {
  title: 'Technical keys',
  text: 'What the layer keeps besides entries. All of it may be deleted at any time.',
  table: {
    head: ['Name', 'Type', 'Pattern', 'Holds', 'Life cycle', 'Cluster slot'],
    rows: technicalKeys.map((row) => [
      row.name,
      row.type,
      `\`${row.pattern}\``,
      row.holds,
      row.lifeCycle,
      row.slot,
    ]),
  },
};

function categories(registry: Registry): readonly ReferenceSection[] {
  if (registry.categories.length === 0)
    return [
      {
        title: 'Categories',
        text: 'This installation declares no category yet: nothing is cached, every answer comes from PostgreSQL.',
      },
    ];
  return [
    {
      title: 'Categories',
      text: 'What this installation caches.',
      table: {
        head: [
          'Category',
          'Kind',
          'Purpose',
          'Key after the namespace',
          'Life',
          'Leaves by',
          'Store down',
          'Runbook',
        ],
        rows: registry.categories.map((category) => [
          `\`${category.name}\``,
          `\`${category.kind}\``,
          category.purpose,
          `\`${keyPattern(category)}\``,
          `${duration(category.ttl.fresh)} – ${duration(category.ttl.max)}`,
          leavesBy(category),
          `\`${category.whenStoreDown}\``,
          `\`${category.runbook}\``,
        ]),
      },
    },
    {
      title: 'Why they are safe',
      text: 'Who is asked about a category, how its values are made again, and what a wrong one cannot do.',
      table: {
        head: [
          'Category',
          'Owner',
          'Truth',
          'Can affect business state',
          'Sensitive',
          'Protection',
          'Largest entry',
        ],
        rows: registry.categories.map((category) => [
          `\`${category.name}\``,
          category.owner,
          category.truth,
          category.canAffectBusinessState,
          category.sensitivity === 'none' ? 'no' : category.sensitivity.fields.join(', '),
          `\`${category.protection}\``,
          `${size(category.maxStoredBytes)}, then \`${category.overCap}\``,
        ]),
      },
    },
  ];
}

function leavesBy({ invalidation }: Category): string {
  if (typeof invalidation === 'string') return `\`${invalidation}\``;
  return invalidation.events.map((event) => `\`${event}\``).join(', ');
}

function plan(registry: Registry): ReferenceSection {
  const text =
    'Entries = expected entries × tenants (once in a category of no tenant) × retained versions (where the version is in the key); bytes = entries × ' +
    `(average entry + ${ENTRY_OVERHEAD} for key, dictionary and expiry). Here for ${ASSUMED.tenants} tenants and ${ASSUMED.retainedVersions} retained versions.`;
  const { rows, entries, bytes } = memoryPlan(registry, ASSUMED);
  const cells = (name: string, row: { readonly entries: number; readonly bytes: number }) => [
    name,
    row.entries.toLocaleString('en-US'),
    size(row.bytes),
  ];
  return {
    title: 'Memory plan',
    text,
    table: {
      head: ['Category', 'Entries', 'Memory'],
      rows: [...rows.map((row) => cells(`\`${row.category}\``, row)), cells('all', { entries, bytes })],
    },
  };
}
