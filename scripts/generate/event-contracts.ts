import { dataSchemaOf, type EventDefinition } from '@quotewright/platform/messaging';
import { z } from 'zod';
import { incompatibilities, type Schema } from './event-compatibility.ts';

export const CONTRACTS = 'docs/reference/events';

/** Who appends events. */
export interface EventSource {
  readonly name: string;
  readonly events?: readonly EventDefinition<any>[];
}

/** One version of an event as it is written down for its consumers. */
export interface EventContract {
  /** Of its file, without a folder. */
  readonly file: string;
  readonly context: string;
  readonly type: string;
  readonly version: number;
  /** More than one where the same thing is told of several kinds of aggregates. */
  readonly aggregates: readonly string[];
  /** Who may hear it. */
  readonly readPermission: string;
  readonly summary: string;
  readonly schema: Schema;
}

/** In the order of contexts and their definitions. Throws where two definitions of one version contradict each other. */
export function eventContracts(sources: readonly EventSource[]): readonly EventContract[] {
  const all = sources.flatMap(({ name: context, events = [] }) =>
    events.map((definition) => ({ context, definition })),
  );
  const byFile = Map.groupBy(all, ({ definition }) => `${definition.type}.v${definition.schemaVersion}.json`);
  return [...byFile].map(([file, same]) => {
    const [{ context, definition }] = same as [(typeof all)[number]];
    const { type, schemaVersion: version, readPermission, summary } = definition;
    const agrees = (other: (typeof all)[number]) =>
      other.context === context &&
      other.definition.data === definition.data &&
      other.definition.readPermission === readPermission;
    if (!same.every(agrees)) {
      throw new Error(`${type} v${version} is defined in two ways`);
    }
    const aggregates = same.map((one) => one.definition.aggregate).toSorted();
    const schema = contractSchema(definition, aggregates);
    return { file, context, type, version, aggregates, readPermission, summary, schema };
  });
}

function contractSchema(
  { type, schemaVersion, summary, data }: EventDefinition<any>,
  aggregates: readonly string[],
): Schema {
  const { $schema, ...rest } = z.toJSONSchema(data, {
    override({ jsonSchema }) {
      // We send nothing else, but a consumer has to take what a later release adds.
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return {
    $schema,
    $id: dataSchemaOf(type, schemaVersion),
    title: `${type} v${schemaVersion}`,
    description: summary,
    'x-aggregates': aggregates,
    ...rest,
  };
}

export function contractText({ schema }: Pick<EventContract, 'schema'>): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** A state in which a contract file once was: in the working tree, or in a commit. */
export interface KeptContract {
  readonly file: string;
  readonly text: string;
}

/**
 * What breaks a promise, a line each. A contract is kept for ever: as long as its definition stands it is compared with every state
 * it was in, and afterwards its file stays as it is, because messages of that version outlive the program that sent them.
 */
export function brokenPromises(
  contracts: readonly EventContract[],
  tree: readonly KeptContract[],
  committed: readonly KeptContract[],
): readonly string[] {
  const now = new Map<string, Schema>(tree.map(({ file, text }) => [file, schemaIn(text)]));
  for (const { file, schema } of contracts) now.set(file, schema);
  const problems = [...tree, ...committed].flatMap(({ file, text }) => {
    const schema = now.get(file);
    if (schema === undefined)
      return [`${file}: the file was removed; it stays as long as messages of it exist`];
    return incompatibilities(schemaIn(text), schema).map((problem) => `${file}: ${problem}`);
  });
  const vanished = [...now.keys()].filter(
    (file) => !contracts.some((contract) => contract.file === file || succeeds(contract, file)),
  );
  return [
    ...new Set([...problems, ...vanished.map((file) => `${file}: nothing defines the event any more`)]),
  ];
}

/** Whether it is a later version of the event in the file. */
function succeeds({ type, version }: EventContract, file: string): boolean {
  const [, ofType, ofVersion] = /^([A-Za-z0-9]+)\.v([0-9]+)\.json$/.exec(file) ?? [];
  return ofType === type && version > Number(ofVersion);
}

/** What is no JSON is a schema that nothing matches: the comparison then says what is different. */
function schemaIn(text: string): Schema {
  try {
    return JSON.parse(text);
  } catch {
    return { unreadable: true };
  }
}
