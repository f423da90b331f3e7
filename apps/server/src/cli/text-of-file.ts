import { DomainError, documentText } from '@quotewright/kernel';

/** The text of a file in UTF-8. One of another encoding is refused at its place, not read with other letters. */
export function textOfFile(file: string, bytes: Buffer): string {
  const decoded = documentText(bytes);
  if ('text' in decoded) return decoded.text;
  const { line, column, reason } = decoded.problem;
  throw new DomainError('NOT_UTF8', 'invalid', `${file}:${line}:${column} ${reason}`);
}
