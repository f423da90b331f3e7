import { DomainError } from '@quotewright/kernel';
import { SqlError } from '../../postgres/sql-error.ts';
import { scrubbed } from '../../telemetry/scrub.ts';

/** Why an event could not be handled, as it may be shown: no stack, and nothing that looks like a credential. */
export interface RecordedError {
  readonly code: string;
  readonly message: string;
}

const MAX_MESSAGE = 1_000;

export function recordedError(error: unknown): RecordedError {
  const message = error instanceof Error ? error.message : String(error);
  return { code: codeOf(error), message: shown(message) };
}

function codeOf(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  return error instanceof SqlError ? `SQLSTATE_${error.code}` : 'UNEXPECTED';
}

/** Of a text that PostgreSQL can keep. */
function shown(text: string): string {
  const start = scrubbed(text.slice(0, 4 * MAX_MESSAGE)).slice(0, MAX_MESSAGE);
  // One line: lists show one for each event.
  return start.replaceAll('\0', '\uFFFD').replaceAll(/\s+/g, ' ').toWellFormed();
}
