import type { ErrorDefinition } from '@quotewright/kernel';
import { statusOf } from './problem.ts';
import type { HttpModule } from './route-checks.ts';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2330 }
  table { border-collapse: collapse; width: 100%; margin-bottom: 2rem }
  th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #dde1ea }
  tr:target { background: #fff3c4 }
  code { font-size: .95em }`;

/** The page that a problem's `type` points to: every code the server can answer, by module. */
export function errorsPage(modules: readonly HttpModule[]): string {
  const sections = modules.filter((module) => Object.keys(module.errors).length > 0).map(section);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Errors</title><style>${STYLE}</style></head>
<body>
<h1>Errors</h1>
<p>A refusal is <code>application/problem+json</code> (RFC 9457). Programs decide by <code>code</code>; people read
<code>detail</code>; <code>errors[]</code> names the wrong places of the input; <code>traceId</code> finds the request in logs.</p>
${sections.join('\n')}
</body>
</html>
`;
}

function section({ name, errors }: HttpModule): string {
  const rows = Object.entries(errors).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `<h2>${escapeHtml(name)}</h2>
<table><tr><th>Code</th><th>Status</th><th>Meaning</th></tr>
${rows.map(([code, definition]) => row(code, definition)).join('\n')}
</table>`;
}

function row(code: string, definition: ErrorDefinition): string {
  const id = escapeHtml(code);
  const status = statusOf({ code, kind: definition.kind });
  return `<tr id="${id}"><td><code>${id}</code></td><td>${status}</td><td>${escapeHtml(definition.title)}</td></tr>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] as string);
}
