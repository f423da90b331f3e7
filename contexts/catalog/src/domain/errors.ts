import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const catalogErrors = {
  OFFERING_UNKNOWN: { kind: 'notFound', title: 'The catalog version has no such offering' },
  SPECIFICATION_UNKNOWN: { kind: 'notFound', title: 'The catalog version has no such specification' },
  CATALOG_NOT_PUBLISHED: { kind: 'notFound', title: 'The tenant has not published a catalog yet' },
  CATALOG_VERSION_UNKNOWN: { kind: 'notFound', title: 'The tenant never published this catalog version' },
  VERSION_NOT_PUBLISHED: { kind: 'conflict', title: 'The asked minimum version is not published yet' },
  VERSION_BELOW_MINIMUM: { kind: 'invalid', title: 'The asked version is older than the asked minimum' },
  DRAFT_SECTION_UNKNOWN: { kind: 'notFound', title: 'The catalog draft has no such section' },
  DRAFT_SECTION_INVALID: { kind: 'invalid', title: 'The section does not match its schema' },
  DRAFT_SECTION_CHANGED: {
    kind: 'preconditionFailed',
    title: 'If-Match names another revision of the section',
  },
  DRAFT_OFFERING_UNKNOWN: { kind: 'notFound', title: 'The catalog draft has no such offering' },
  OFFERING_ALREADY_RETIRED: { kind: 'conflict', title: 'The offering is retired or obsolete already' },
  CATALOG_DRAFT_EMPTY: { kind: 'conflict', title: 'The catalog draft has nothing to publish' },
  CATALOG_UNCHANGED: { kind: 'conflict', title: 'The catalog draft equals the active version' },
  PUBLICATION_IN_PROGRESS: { kind: 'conflict', title: 'Another publication of the catalog is running' },
  PUBLICATION_TAKEN_OVER: {
    kind: 'conflict',
    title: 'The publication was given up and its version is burned',
  },
  PUBLICATION_REFUSED: { kind: 'unprocessable', title: 'The catalog draft has errors and was not published' },
  PUBLICATION_UNKNOWN: { kind: 'notFound', title: 'The tenant never began this publication' },
  EXPORT_TOO_LARGE: {
    kind: 'unprocessable',
    title: 'The catalog is too large to be written in the asked syntax',
  },
  ARTEFACT_DAMAGED: {
    kind: 'internal',
    title: 'What was published is not what was recorded: somebody changed it by hand',
  },
  IMPORT_FILE_UNSUITABLE: {
    kind: 'unprocessable',
    title: 'A file of this media type is no catalog document',
  },
  IMPORT_PREVIEW_OUTDATED: {
    kind: 'conflict',
    title: 'The draft was changed after the import was previewed',
  },
  IMPORT_INVALID: { kind: 'unprocessable', title: 'The catalog document has errors and changed nothing' },
} satisfies ErrorTable;

export const fail = errorsOf(catalogErrors);
