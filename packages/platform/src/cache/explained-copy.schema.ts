import type { CopyHeader, DropCause, KeyExplanation } from '@quotewright/acceleration';
import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { timestampSchema } from '../http/schemas.ts';
import type { ExplainedCopy } from './explain-copy.ts';
import { declaredCategorySchema, declaredCategoryView } from './explained-category.schema.ts';

const headerSchema = z.strictObject({
  schemaVersion: z.number(),
  sourceVersion: z
    .string()
    .nullable()
    .describe("A pointer's version, or the version part of the key; null where there is neither."),
  generation: z.number().describe('The latest purge its writer knew of.'),
  generatedAt: timestampSchema,
  freshUntil: timestampSchema,
  hardUntil: timestampSchema.describe('From then on it is never answered.'),
  loadCostMs: z.number(),
  codec: z.string(),
  protection: z.enum(['hash', 'sealed', 'encrypted']),
  keyId: z.string().nullable().describe('The secret that sealed or encrypted it.'),
  storedBytes: z.number(),
  payloadBytes: z.number(),
  contentHash: z
    .string()
    .nullable()
    .describe('SHA-256 of the value as it is kept; null where it was not opened or is encrypted.'),
  negative: z.boolean().describe('It says that there is none.'),
});

const dropCauseSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), event: z.string() }),
  z.strictObject({ kind: z.literal('version'), text: z.string() }),
  z.strictObject({ kind: z.literal('expiry'), at: timestampSchema.nullable() }),
  z.strictObject({ kind: z.literal('purge'), event: z.literal('CachePurged') }),
]);

const purgeSchema = z.strictObject({
  tenant: z.string().nullable().describe('Null: all tenants.'),
  version: z.string().nullable().describe('Null: all versions.'),
  generation: z.number().describe('Copies that were begun under a lower one are void.'),
  quarantined: z.boolean(),
});

export const explainedCopySchema = z
  .strictObject({
    key: z.string().describe('Without its namespace.'),
    tenant: z.string().nullable().describe('Null in a category of no tenant.'),
    version: z.string().nullable(),
    parts: z.record(z.string(), z.string()).describe('What the key was made from; a code only as its hash.'),
    category: declaredCategorySchema,
    store: z
      .enum(['copy', 'nothing', 'refused', 'unknown', 'off'])
      .describe(
        'copy: it would be answered. refused: bytes are there that no reader gets. unknown: the store did not say. off: no copies are kept here.',
      ),
    reason: z
      .string()
      .nullable()
      .describe(
        'Why bytes are refused (`schema`, `seal`, `expired`, `quarantined` …), or what the trouble was.',
      ),
    age: z.enum(['fresh', 'stale']).nullable(),
    header: headerSchema.nullable().describe('As it is written; believed only where `store` is `copy`.'),
    memory: z
      .strictObject({
        held: z.boolean(),
        believed: z.boolean().describe('It would be answered now.'),
        generatedAt: timestampSchema.nullable(),
      })
      .nullable()
      .describe('Of the server that answers this request.'),
    quarantined: z.boolean().describe('Neither read nor made now: every caller is served by the database.'),
    purges: z.array(purgeSchema).describe('Purges and quarantines that concern the key.'),
    origin: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What its category says about where the value came from.'),
    droppedBy: z.array(dropCauseSchema),
    follows: z
      .array(z.strictObject({ category: z.string(), events: z.array(z.string()) }))
      .describe('Pointers that lead people to this version; their events lead to another key.'),
  })
  .meta({
    id: 'CachedValueExplanation',
    description: 'Where a cached value came from, and what would drop it.',
  });

export function explainedCopyView({ key, found, droppedBy, follows }: ExplainedCopy) {
  return {
    key: key.text,
    tenant: key.tenant,
    version: key.version,
    parts: key.parts,
    category: declaredCategoryView(key.category),
    ...(found === undefined ? OFF : findingsView(found)),
    droppedBy: droppedBy.map(dropCauseView),
    follows,
  };
}

const OFF = {
  store: 'off',
  reason: null,
  age: null,
  header: null,
  memory: null,
  quarantined: false,
  purges: [],
  origin: null,
} as const;

function findingsView({ store, header, memory, quarantined, purges, origin }: KeyExplanation<unknown>) {
  return {
    store: store.state,
    reason: 'reason' in store ? store.reason : null,
    age: 'age' in store ? store.age : null,
    header: header === null ? null : headerView(header),
    memory: { ...memory, generatedAt: memory.generatedAt === null ? null : timestamp(memory.generatedAt) },
    quarantined,
    purges: purges.rows.map(({ scope, generation, quarantined: out }) => ({
      tenant: scope.tenant ?? null,
      version: scope.version ?? null,
      generation,
      quarantined: out,
    })),
    origin,
  };
}

function headerView(header: CopyHeader) {
  const { generatedAt, freshUntil, hardUntil } = header;
  return {
    ...header,
    generatedAt: timestamp(generatedAt),
    freshUntil: timestamp(freshUntil),
    hardUntil: timestamp(hardUntil),
  };
}

function dropCauseView(cause: DropCause) {
  switch (cause.kind) {
    case 'version':
      return {
        kind: cause.kind,
        text: `a change has another version, and so another key: versions count ${cause.counts}`,
      };
    case 'expiry':
      return { kind: cause.kind, at: cause.at === null ? null : timestamp(cause.at) };
    case 'purge':
      return { kind: cause.kind, event: 'CachePurged' };
    default:
      return cause;
  }
}
