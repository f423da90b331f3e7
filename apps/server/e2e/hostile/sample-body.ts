import { type DocumentedRoute } from '../routes-of-document.ts';
import { type OpenApi } from './live-system.ts';

type Schema = Readonly<Record<string, any>>;

/** The smallest body that the document of the API allows, with ids that exist. `undefined` where it takes none. */
export function sampleBody(
  document: OpenApi,
  route: DocumentedRoute,
  ids: Readonly<Record<string, string>>,
): unknown {
  const operation = document.paths[route.path]?.[route.method.toLowerCase()] as Schema | undefined;
  const schema = operation?.['requestBody']?.content?.['application/json']?.schema as Schema | undefined;
  return schema === undefined ? undefined : sampleOf(document, schema, ids, '', 0);
}

function sampleOf(
  document: OpenApi,
  schema: Schema,
  ids: Readonly<Record<string, string>>,
  name: string,
  depth: number,
): unknown {
  if (depth > 12) return null;
  const inner = (next: Schema, called = name) => sampleOf(document, next, ids, called, depth + 1);
  const reference: string | undefined = schema['$ref'];
  if (reference !== undefined) return inner(at(document, reference));
  if ('const' in schema) return schema['const'];
  if (schema['enum'] !== undefined) return schema['enum'][0];
  const choices: readonly Schema[] | undefined = schema['oneOf'] ?? schema['anyOf'];
  if (choices?.[0] !== undefined) return inner(choices[0]);
  // A text has its patterns there.
  if (schema['allOf'] !== undefined && schema['type'] !== 'string') {
    return Object.assign({}, ...schema['allOf'].map((part: Schema) => inner(part)));
  }
  switch ([schema['type']].flat()[0]) {
    case 'object': {
      const required: readonly string[] = schema['required'] ?? [];
      return Object.fromEntries(
        required.map((member) => [member, inner(schema['properties'][member], member)]),
      );
    }
    case 'array':
      return (schema['minItems'] ?? 0) > 0 ? [inner(schema['items'])] : [];
    case 'integer':
    case 'number':
      return Math.max(1, schema['minimum'] ?? 1);
    case 'boolean':
      return true;
    case 'string':
      return textOf(schema, ids, name);
    default:
      return {};
  }
}

function textOf(schema: Schema, ids: Readonly<Record<string, string>>, name: string): string {
  const known = ids[name];
  if (known !== undefined) return known;
  const byFormat: Readonly<Record<string, string>> = {
    uuid: ids['accountId'] ?? '',
    date: '2030-01-31',
    'date-time': '2030-01-31T00:00:00Z',
    uri: 'https://partner.example/hook',
    email: 'mallory@rival.example',
  };
  const pattern: string | undefined = schema['pattern'];
  const fits = ['1', 'x', 'USD', 'rival', '2030-01-31T00:00:00Z', ids['accountId'] ?? ''].find(
    (text) => pattern !== undefined && new RegExp(pattern, 'u').test(text),
  );
  return byFormat[schema['format']] ?? fits ?? 'rival'.padEnd(schema['minLength'] ?? 0, 'x');
}

function at(document: OpenApi, reference: string): Schema {
  const name = reference.replace('#/components/schemas/', '');
  const found = document.components.schemas[name];
  if (found === undefined) throw new Error(`${reference} refers to nothing`);
  return found as Schema;
}
