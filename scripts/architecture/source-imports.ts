import { parseSync } from 'rolldown/utils';

/** One `import`, `export … from` or `import()` of a source file. */
export interface SourceImport {
  readonly specifier: string;
  /** Every name is imported as a type: nothing of it is left when the program runs. */
  readonly typesOnly: boolean;
  /** Names as the other module exports them; empty for `import 'x'`, `export *` and `import()`. */
  readonly names: readonly string[];
  readonly line: number;
}

interface Entry {
  readonly isType: boolean;
  readonly importName: { readonly name?: string | null };
}

function describe(specifier: string, entries: readonly Entry[], line: number): SourceImport {
  return {
    specifier,
    typesOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    names: entries.flatMap((entry) => entry.importName.name ?? []),
    line,
  };
}

/** Reads imports with the parser that also bundles the product. A file that does not parse is left to the compiler. */
export function importsOf(path: string, text: string): readonly SourceImport[] {
  const { module } = parseSync(path, text);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const statics = module.staticImports.map((statement) =>
    describe(statement.moduleRequest.value, statement.entries, lineAt(statement.start)),
  );
  const exports = module.staticExports.flatMap((statement) => {
    const from = statement.entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    return from ? [describe(from.value, statement.entries, lineAt(statement.start))] : [];
  });
  const dynamics = module.dynamicImports.flatMap((call) => {
    const literal = /^['"](.*)['"]$/.exec(text.slice(call.moduleRequest.start, call.moduleRequest.end))?.[1];
    return literal === undefined ? [] : [describe(literal, [], lineAt(call.start))];
  });
  return [...statics, ...exports, ...dynamics];
}
