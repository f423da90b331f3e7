import type { FindingCollector } from '../domain/finding.ts';
import { jsonPointer } from '../domain/json-pointer.ts';
import { schemaFindings } from '../domain/schema-findings.ts';
import {
  indexed,
  MAX_SECTION_ITEMS,
  type Section,
  type SectionDefinition,
  type SectionItem,
} from '../domain/section.ts';
import { inSlices } from './in-slices.ts';

export interface Parsing {
  readonly findings: FindingCollector;
  readonly signal?: AbortSignal;
  /** How many items were read since the last call. */
  advanced?(count: number): void;
}

/** Reads a section's document by its schema. What does not match is a finding, and missing from the section. */
export async function parseSection<Item extends SectionItem>(
  definition: SectionDefinition<Item>,
  document: unknown,
  { findings, signal, advanced }: Parsing,
): Promise<Section<Item>> {
  const { section, schema } = definition;
  const error = (code: string, path: readonly PropertyKey[], message: string) =>
    findings.add({ severity: 'error', code, section, pointer: jsonPointer(path), message });

  const parsed: Item[] = [];
  const placeOf = new Map<string, number>();
  for await (const slice of inSlices([...itemsOf(document, error).entries()], signal)) {
    for (const [index, raw] of slice) {
      const result = schema.safeParse(raw, { reportInput: true });
      if (!result.success) {
        for (const finding of schemaFindings(section, ['items', index], result.error)) findings.add(finding);
        continue;
      }
      const first = placeOf.get(result.data.id);
      if (first !== undefined)
        error('DUPLICATE_ID', ['items', index, 'id'], `is the id of item ${first}, too`);
      placeOf.set(result.data.id, index);
      parsed.push(result.data);
    }
    advanced?.(slice.length);
  }
  return indexed(parsed);
}

function itemsOf(
  document: unknown,
  error: (code: string, path: readonly PropertyKey[], message: string) => void,
): readonly unknown[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    error('TYPE', [], 'must be an object with "items"');
    return [];
  }
  for (const name of Object.keys(document)) {
    if (name !== 'items') error('UNKNOWN_MEMBER', [name], 'there is no such member');
  }
  const { items } = document as { items?: unknown };
  if (!Array.isArray(items)) {
    error(items === undefined ? 'REQUIRED' : 'TYPE', ['items'], 'must be an array');
    return [];
  }
  if (items.length > MAX_SECTION_ITEMS) {
    error('TOO_LARGE', ['items'], `must have at most ${MAX_SECTION_ITEMS} items`);
    return [];
  }
  return items;
}
