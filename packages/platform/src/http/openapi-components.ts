import { canonicalJson } from '@quotewright/kernel';

type Json = Record<string, unknown>;

export interface OpenApiDocument extends Json {
  readonly paths: Readonly<Record<string, object>>;
  readonly components: { readonly schemas: Record<string, Json> } & Json;
}

const PREFIX = '#/components/schemas/';
const INPUT = 'Input';

/**
 * The schema library writes every named schema twice, as it is read (`MoneyInput`) and as it is written
 * (`Money`). Where both are the same they become one, and names that no operation uses are left out: the document does not
 * depend on what else the process has loaded.
 */
export function compactComponents(document: OpenApiDocument): OpenApiDocument {
  const { schemas } = document.components;
  const twins = sameBothWays(schemas);
  const unified = renamed(document, (name) =>
    twins.has(name) ? name.slice(0, -INPUT.length) : name,
  ) as OpenApiDocument;
  const used = reachable(unified);
  const kept = Object.entries(unified.components.schemas).filter(
    ([name]) => used.has(name) && !twins.has(name),
  );
  const sorted = kept.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...unified, components: { ...unified.components, schemas: Object.fromEntries(sorted) } };
}

/** The largest set of `…Input` names whose schema equals its twin's once the set's own names are unified. */
function sameBothWays(schemas: Record<string, Json>): Set<string> {
  const twins = new Set(
    Object.keys(schemas).filter((name) => name.endsWith(INPUT) && name.slice(0, -INPUT.length) in schemas),
  );
  for (let before = -1; before !== twins.size; ) {
    before = twins.size;
    for (const name of twins) {
      const asRead = renamed(schemas[name], (other) =>
        twins.has(other) ? other.slice(0, -INPUT.length) : other,
      );
      if (canonicalJson(asRead) !== canonicalJson(plain(schemas[name.slice(0, -INPUT.length)])))
        twins.delete(name);
    }
  }
  return twins;
}

/** A copy in which every reference to a component has passed through `rename`. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  return JSON.parse(JSON.stringify(value), (key, member) =>
    key === '$ref' && typeof member === 'string' && member.startsWith(PREFIX)
      ? PREFIX + rename(member.slice(PREFIX.length))
      : member,
  );
}

function plain(value: unknown): unknown {
  return renamed(value, (name) => name);
}

function reachable(document: OpenApiDocument): Set<string> {
  const found = new Set<string>();
  const visit = (part: unknown) => {
    for (const name of references(part)) {
      if (found.has(name)) continue;
      found.add(name);
      visit(document.components.schemas[name]);
    }
  };
  visit(document.paths);
  visit(document.components['responses']);
  return found;
}

function references(part: unknown): string[] {
  const names: string[] = [];
  JSON.stringify(part, (key, member) => {
    if (key === '$ref' && typeof member === 'string' && member.startsWith(PREFIX))
      names.push(member.slice(PREFIX.length));
    return member;
  });
  return names;
}
