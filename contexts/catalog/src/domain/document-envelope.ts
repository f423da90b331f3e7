import { DOCUMENT_FORMAT } from './catalog-document.ts';
import type { FindingCollector } from './finding.ts';
import { jsonPointer } from './json-pointer.ts';

/** Findings about the document itself belong to no section. */
export const WHOLE_DOCUMENT = '';

/** The sections a parsed document names, with what is in them as it was written. */
export function documentSections(
  document: unknown,
  findings: FindingCollector,
): ReadonlyMap<string, unknown> {
  const error = (code: string, path: readonly PropertyKey[], message: string) =>
    findings.add({
      severity: 'error',
      code,
      section: WHOLE_DOCUMENT,
      pointer: jsonPointer(path),
      message,
    });
  if (!isObject(document)) {
    error('TYPE', [], `must be an object with "format" and "sections"`);
    return new Map();
  }
  const { format, sections, ...others } = document;
  for (const name of Object.keys(others)) error('UNKNOWN_MEMBER', [name], 'there is no such member');
  if (format !== DOCUMENT_FORMAT) error('FORMAT', ['format'], `must be "${DOCUMENT_FORMAT}"`);
  if (!isObject(sections) || Object.keys(sections).length === 0) {
    error(
      sections === undefined ? 'REQUIRED' : 'TYPE',
      ['sections'],
      'must be an object with at least one section',
    );
    return new Map();
  }
  return new Map(Object.entries(sections));
}

/** A finding's pointer into its section as a pointer into the document. */
export function documentPointer({ section, pointer }: { section: string; pointer: string }): string {
  return section === WHOLE_DOCUMENT ? pointer : `${jsonPointer(['sections', section])}${pointer}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
