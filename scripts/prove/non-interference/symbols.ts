export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

/** What a world has bound to the symbols of the sequence. */
export class Symbols {
  readonly #bound = new Map<string, string>();

  /** Takes the value at `path` of an answer; an answer without it leaves the symbol unbound. */
  bind(symbol: string, answer: unknown, path: string): void {
    const value = path.split('.').reduce<unknown>(step, answer);
    if (typeof value === 'string') this.#bound.set(symbol, value);
  }

  keep(name: string, value: string): void {
    this.#bound.set(name, value);
  }

  /** A symbol that nothing was bound to stays as it is: whoever is asked for it refuses it, in every world alike. */
  of(text: string): string {
    return this.#bound.get(text) ?? text;
  }

  in(value: Json): Json {
    if (typeof value === 'string') return this.of(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.in(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.in(member)]));
  }
}

function step(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.at(Number(name));
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
