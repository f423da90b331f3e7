import { documentPointer, documentSections, WHOLE_DOCUMENT } from '../domain/document-envelope.ts';
import { fail } from '../domain/errors.ts';
import { type FindingCollector, type FindingReport } from '../domain/finding.ts';
import { jsonPointer } from '../domain/json-pointer.ts';
import { locatePointers, placeOfOffset } from '../domain/locate-pointer.ts';
import type { Section } from '../domain/section.ts';
import type { LongWork } from './long-work.ts';
import { parseSection } from './parse-section.ts';
import type { SectionRegistry } from './section-registry.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The sections of the document in `text`; whatever is wrong is a finding. Throws `IMPORT_INVALID` if it is no JSON. */
export async function readCatalogDocument(
  registry: SectionRegistry,
  text: string,
  findings: FindingCollector,
  { signal, progress }: Pick<LongWork, 'signal' | 'progress'>,
): Promise<ReadonlyMap<string, Section>> {
  const documents = documentSections(parseJson(text), findings);
  const total = [...documents.values()].reduce<number>((sum, document) => sum + itemCount(document), 0);
  let done = 0;
  const sections = new Map<string, Section>();
  for (const [name, document] of documents) {
    const definition = registry.get(name);
    if (definition === undefined) {
      const known = [...registry.keys()].join(', ');
      const pointer = jsonPointer(['sections', name]);
      const message = `there is no such section; there are ${known}`;
      findings.add({ severity: 'error', code: 'SECTION_UNKNOWN', section: WHOLE_DOCUMENT, pointer, message });
      continue;
    }
    const advanced = (count: number) => progress?.((done += count), total, 'items');
    sections.set(
      name,
      await parseSection(definition, document, { findings, advanced, ...(signal && { signal }) }),
    );
  }
  return sections;
}

/** Throws `IMPORT_INVALID` when the bytes are not text. */
export function textOf(document: Uint8Array): string {
  try {
    return UTF8.decode(document);
  } catch {
    throw fail('IMPORT_INVALID', 'the document is not UTF-8; nothing was changed');
  }
}

/** The refusal of a document: every error with its pointer and where it stands in the text. */
export function importInvalid(text: string, { errors, truncated, findings }: FindingReport) {
  const located = findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => ({ finding, pointer: documentPointer(finding) }));
  const places = locatePointers(
    text,
    located.map(({ pointer }) => pointer),
  );
  const what = errors === 1 ? '1 error' : `${errors} errors`;
  return fail('IMPORT_INVALID', `the document has ${what}; nothing was changed`, {
    errorCount: errors,
    truncated,
    errors: located.map(({ finding: { code, message }, pointer }) => ({
      pointer,
      ...places.get(pointer),
      code,
      reason: message,
    })),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine names a position except when the text ends too early.
    const position = /at position (\d+)/.exec((error as Error).message)?.[1];
    const place = placeOfOffset(text, position === undefined ? text.length : Number(position));
    throw fail('IMPORT_INVALID', 'the document is not JSON; nothing was changed', {
      errorCount: 1,
      truncated: false,
      errors: [{ pointer: '', ...place, code: 'MALFORMED_JSON', reason: 'is not JSON from here on' }],
    });
  }
}

function itemCount(document: unknown): number {
  const items = (document as { items?: unknown } | null)?.items;
  return Array.isArray(items) ? items.length : 0;
}
