import { extname } from 'node:path';
import type { ImportKind } from '@quotewright/catalog';
import { DomainError } from '@quotewright/kernel';

/** What `--format` may say. */
export const DOCUMENT_FORMATS = ['json', 'yaml', 'tmf620'] as const;

export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

const MEDIA_BY_EXTENSION: Readonly<Record<string, ImportKind['media']>> = {
  '.json': 'application/json',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
};

const BYTE_ORDER_MARK = '\ufeff';

/**
 * How a document is to be read: as `--format` says, else by the end of the file's name, else as JSON where it begins
 * like JSON. Anything else is asked for: a wrong guess would be reported as errors in a document that has none.
 */
export function documentKind(file: string, bytes: Buffer, format: DocumentFormat | undefined): ImportKind {
  const media = format === 'json' || format === 'yaml' ? (`application/${format}` as const) : undefined;
  return {
    media: media ?? MEDIA_BY_EXTENSION[extname(file).toLowerCase()] ?? mediaOfContent(file, bytes),
    format: format === 'tmf620' ? 'tmf620' : 'catalog',
  };
}

function mediaOfContent(file: string, bytes: Buffer): ImportKind['media'] {
  const start = bytes.subarray(0, 1_024).toString('utf8').replace(BYTE_ORDER_MARK, '').trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return 'application/json';
  throw new DomainError(
    'IMPORT_FORMAT',
    'invalid',
    `${file} does not begin like JSON: end its name with .json or .yaml, or say --format json or --format yaml`,
  );
}
