import { DomainError, documentText } from '@quotewright/kernel';
import { fail } from '../domain/errors.ts';
import type { Finding, FindingReport } from '../domain/finding.ts';
import type { DocumentMedia } from '../domain/import-format.ts';
import { shownPointer } from '../domain/json-pointer.ts';
import type { DocumentSyntax, TextProblem, WrittenDocument } from '../domain/written-document.ts';

/** How a text of each kind is read. */
export type DocumentSyntaxes = Readonly<Record<DocumentMedia, DocumentSyntax>>;

/** Reads the bytes without asking what they are about. Throws `IMPORT_INVALID`. */
export function readWrittenDocument(
  syntaxes: DocumentSyntaxes,
  media: DocumentMedia,
  bytes: Uint8Array,
): WrittenDocument {
  const decoded = documentText(bytes);
  if ('problem' in decoded)
    throw unreadable([{ pointer: '', code: 'NOT_UTF8', ...decoded.problem }], 'not UTF-8');
  const reading = syntaxes[media](decoded.text);
  if ('problems' in reading) throw unreadable(reading.problems, `not acceptable ${media}`);
  return reading.document;
}

function unreadable(errors: readonly TextProblem[], what: string): DomainError {
  return fail('IMPORT_INVALID', `the document is ${what}; nothing was changed`, {
    errorCount: errors.length,
    truncated: false,
    errors: errors.map((error) => ({ ...error, pointer: shownPointer(error.pointer) })),
  });
}

/** The refusal of a document that can be read: every error with its pointer and where it stands in the text. */
export function importInvalid(
  document: WrittenDocument,
  { errors, truncated, findings }: FindingReport,
  pointerOf: (finding: Finding) => string,
): DomainError {
  const located = findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => ({ finding, pointer: pointerOf(finding) }));
  const places = document.locate(located.map(({ pointer }) => pointer));
  const what = errors === 1 ? '1 error' : `${errors} errors`;
  return fail('IMPORT_INVALID', `the document has ${what}; nothing was changed`, {
    errorCount: errors,
    truncated,
    errors: located.map(({ finding: { code, message }, pointer }) => ({
      pointer: shownPointer(pointer),
      ...places.get(pointer),
      code,
      reason: message,
    })),
  });
}
