import { tenantId } from '@quotewright/kernel';
import { type CommittedEvent, toCloudEvent } from '@quotewright/platform/messaging';
import type { Schema } from './event-compatibility.ts';
import type { EventContract } from './event-contracts.ts';
import { markdownPage, markdownTable } from './markdown-table.ts';

/** An event as it could have been sent. */
export const EXAMPLE: CommittedEvent = {
  id: '0199d5a0-6c1e-7c3a-9f00-0123456789ab',
  tenant: tenantId('northstar'),
  type: 'QuoteAccepted',
  schemaVersion: 1,
  aggregate: { type: 'quote', id: '0199d59e-11d4-7b52-8a6e-5d2f0c9b7a31' },
  sequence: 4711,
  data: {
    quoteId: '0199d59e-11d4-7b52-8a6e-5d2f0c9b7a31',
    number: 'Q-2026-000042',
    revision: 2,
    state: 'accepted',
    version: 9,
    accountId: '0199d3f2-7a10-7e4c-b0c5-3e9d8f6a1b24',
    priceHash: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
    documentHashes: null,
  },
  occurredAt: Date.UTC(2026, 2, 1, 9, 30, 0, 123),
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

/** Every event that leaves, for whoever hears it. */
export function eventsPage(contracts: readonly EventContract[], retired: readonly string[]): string {
  const sections = [...Map.groupBy(contracts, ({ context }) => context)].map(([context, own]) =>
    [
      `## ${context}`,
      markdownTable(
        ['Event', 'Version', 'Aggregate', 'Heard with', 'When'],
        own.map(({ type, version, aggregates, readPermission, summary, file }) => [
          `[\`${type}\`](events/${file})`,
          String(version),
          aggregates.map((aggregate) => `\`${aggregate}\``).join(', '),
          `\`${readPermission}\``,
          summary,
        ]),
      ),
      ...own.map(membersOf),
    ].join('\n\n'),
  );
  return markdownPage(
    'Events',
    ENVELOPE,
    AUDIENCE,
    exampleBlock(),
    COMPATIBILITY,
    ...sections,
    ...retiredBlock(retired),
  );
}

const ENVELOPE =
  'What has happened is sent as a CloudEvent 1.0 (structured JSON mode), at least once: `id` is the same in every delivery, so a ' +
  'consumer that remembers ids does everything once. Events of one `subject` come in the order of `sequence`, where they are not ' +
  'sent again; between subjects the order says nothing. `data` names versions and hashes and holds no personal data: whoever needs ' +
  'the object reads it.';

const AUDIENCE =
  'A webhook hears an event only where its creator may read what the event is about: has the permission under "Heard with", when it ' +
  'subscribes and again at each delivery.';

const COMPATIBILITY = [
  '## Versions',
  'The schema of `data` is a contract: one JSON Schema (draft 2020-12) for each version of an event, the files linked below, named by ' +
    '`dataschema`. Within a version only words change and optional members are added, so ignore members that you do not know. ' +
    'Everything else – a member that goes, changes its type, gets or loses a value, becomes required or stops to be – is a new ' +
    'version, which `type` and `dataschema` name. `npm run check` refuses a change that breaks this, against the files and ' +
    'against every state in which they were committed. A file stays when its version is not sent any more.',
].join('\n\n');

function exampleBlock(): string {
  const event = JSON.stringify(toCloudEvent(EXAMPLE, 'shop-eu'), undefined, 2);
  return `\`\`\`json\n${event}\n\`\`\``;
}

function retiredBlock(files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  return [`## No longer sent\n\n${files.map((file) => `* [${file}](events/${file})`).join('\n')}`];
}

function membersOf({ type, version, schema }: EventContract): string {
  const table = markdownTable(['Member of `data`', 'Type', 'Means'], [...rowsOf(schema, '')]);
  return `### ${type} v${version}\n\n${table}`;
}

/** A row for each member, and below it for those of what it holds. */
function* rowsOf(schema: Schema, prefix: string): Generator<readonly string[]> {
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  for (const [name, member] of Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)) {
    const optional = required.has(name) ? '' : ', optional';
    const { description = '' } = member as { description?: string };
    yield [`\`${prefix}${name}\``, `${typeOf(member)}${optional}`, description];
    const [inner, mark] = innerOf(member);
    yield* rowsOf(inner, `${prefix}${name}${mark}.`);
  }
}

/** The object that is in a member: itself, what an array holds, or what may be null. */
function innerOf(member: Schema): readonly [Schema, string] {
  const items = member['items'] as Schema | undefined;
  if (items !== undefined) return [items, '[]'];
  const options = member['anyOf'] as readonly Schema[] | undefined;
  return [options?.find((option) => option['properties'] !== undefined) ?? member, ''];
}

function typeOf(schema: Schema): string {
  const {
    type,
    enum: values,
    const: only,
    anyOf,
    items,
    pattern,
  } = schema as {
    type?: string | readonly string[];
    enum?: readonly (string | number | boolean)[];
    const?: string | number | boolean;
    anyOf?: readonly Schema[];
    items?: Schema;
    pattern?: string;
  };
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ');
  if (only !== undefined) return `\`${only}\``;
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(', ');
  if (items !== undefined) return `array of ${typeOf(items)}`;
  if (pattern === '^[0-9a-f]{64}$') return 'SHA-256 as hex';
  return [type ?? 'any'].flat().join(' or ');
}
