import { DomainError, type ErrorKind, type FieldError } from '@quotewright/kernel';
import { ConfigError } from '@quotewright/platform/config';
import { type ExitCode, exitCodes } from './exit-codes.ts';

const EXIT_BY_KIND: Readonly<Partial<Record<ErrorKind, ExitCode>>> = {
  invalid: exitCodes.badInput,
  unprocessable: exitCodes.badInput,
  tooLarge: exitCodes.badInput,
  notFound: exitCodes.badInput,
  conflict: exitCodes.badInput,
  unavailable: exitCodes.unavailable,
};

const EXIT_BY_CODE: Readonly<Record<string, ExitCode>> = {
  DEVELOPMENT_ISSUER_EXPOSED: exitCodes.badConfiguration,
  IMPORT_OPTIONS: exitCodes.usage,
};

/** A field error; one in a document also says where in the text it is. */
type Place = FieldError & { readonly line?: number; readonly column?: number };

/** What a person reads when a command fails, and the status it ends with. Refusals in words, bugs with their stack. */
export function describeFailure(error: unknown): { readonly text: string; readonly exitCode: ExitCode } {
  if (error instanceof ConfigError) return { text: error.message, exitCode: exitCodes.badConfiguration };
  if (error instanceof DomainError) {
    const places = (error.details.errors ?? []).map(
      ({ pointer, reason, code, line, column }: Place) =>
        `  ${pointer || '/'}${line === undefined ? '' : ` at ${line}:${column}`}: ${reason} (${code})`,
    );
    return {
      text: [`${error.code}: ${error.message}`, ...places].join('\n'),
      exitCode: EXIT_BY_CODE[error.code] ?? EXIT_BY_KIND[error.kind] ?? exitCodes.failure,
    };
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'EADDRINUSE') {
    return {
      text: `${(error as Error).message}: set PORT or --port to a free port`,
      exitCode: exitCodes.unavailable,
    };
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return { text: (error as Error).message, exitCode: exitCodes.unavailable };
  }
  return {
    text: error instanceof Error ? (error.stack ?? error.message) : String(error),
    exitCode: exitCodes.failure,
  };
}
