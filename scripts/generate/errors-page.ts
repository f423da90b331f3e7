import { type HttpModule, statusOf } from '@quotewright/platform/http';
import { markdownPage, markdownTable } from './markdown-table.ts';

/** Every code a program may decide by, by the context that answers it. */
export function errorsPage(modules: readonly HttpModule[]): string {
  const sections = modules
    .filter(({ errors }) => Object.keys(errors).length > 0)
    .map(({ name, errors }) => {
      const rows = Object.entries(errors).toSorted(([a], [b]) => (a < b ? -1 : 1));
      const cells = rows.map(([code, { kind, title }]) => [
        `\`${code}\``,
        String(statusOf({ code, kind })),
        title,
      ]);
      return `## ${name}\n\n${markdownTable(['Code', 'Status', 'Meaning'], cells)}`;
    });
  return markdownPage(
    'Errors',
    'A refusal is `application/problem+json` (RFC 9457). Programs decide by `code`, people read `detail`, and ' +
      '`errors[]` points into the input (RFC 6901). The kind of a refusal decides its status, the same way everywhere.',
    ...sections,
  );
}
