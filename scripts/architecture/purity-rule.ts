import { parseSync, Visitor } from 'rolldown/utils';
import { placeOf } from './place.ts';
import { importsOf } from './source-imports.ts';
import { type Rule, sourcesOf, type Violation } from './workspace.ts';

/** Kernel exports that read the clock or the random source: ids and times are given to the domain, not taken. */
const IMPURE_KERNEL_NAMES = ['newUuid', 'systemClock'];

const IMPURE_GLOBALS =
  /^(fetch|process|console|performance|setTimeout|setInterval|setImmediate|queueMicrotask)$/;

type Found = readonly [what: string, offset: number];

interface Named {
  readonly type: string;
  readonly name?: string;
}

function nameOf(node: unknown): string | undefined {
  const { type, name } = node as Named;
  return type === 'Identifier' ? name : undefined;
}

/** What in a file makes its answers depend on anything but its arguments, or makes callers wait. */
function impurities(path: string, text: string): readonly Found[] {
  const found: Found[] = [];
  const note = (what: string) => (node: { readonly start: number }) => found.push([what, node.start]);
  const noteAsync = (node: { readonly async: boolean; readonly start: number }) => {
    if (node.async) found.push(['an async function', node.start]);
  };
  const visitor = new Visitor({
    AwaitExpression: note('await'),
    FunctionDeclaration: noteAsync,
    FunctionExpression: noteAsync,
    ArrowFunctionExpression: noteAsync,
    NewExpression(node) {
      const callee = nameOf(node.callee);
      if (callee === 'Promise') found.push(['a promise', node.start]);
      if (callee === 'Date' && node.arguments.length === 0)
        found.push(['the clock (new Date())', node.start]);
    },
    MemberExpression(node) {
      const member = `${nameOf(node.object)}.${nameOf(node.property)}`;
      if (member === 'Date.now' || member === 'Math.random') found.push([member, node.start]);
      if (IMPURE_GLOBALS.test(nameOf(node.object) ?? ''))
        found.push([nameOf(node.object) as string, node.start]);
    },
    CallExpression(node) {
      const callee = nameOf(node.callee);
      if (callee !== undefined && IMPURE_GLOBALS.test(callee)) found.push([callee, node.start]);
    },
  });
  visitor.visit(parseSync(path, text).program);
  return found;
}

/** The domain decides; it does not wait, look at the clock, roll dice or talk to anybody. */
export const purityRule: Rule = {
  name: 'domain-pure',
  check: (workspace) =>
    sourcesOf(workspace).flatMap(([path, text]): readonly Violation[] => {
      const place = placeOf(path);
      if (place.layer !== 'domain') return [];
      const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
      const impureNames = importsOf(path, text).flatMap((found) =>
        found.specifier === '@quotewright/kernel'
          ? found.names
              .filter((name) => IMPURE_KERNEL_NAMES.includes(name))
              .map((name) => [name, found.line] as const)
          : [],
      );
      return [
        ...impurities(path, text).map(([what, offset]) => [what, lineAt(offset)] as const),
        ...impureNames,
      ].map(([what, line]) => ({
        rule: 'domain-pure',
        file: path,
        line,
        message: `the domain is pure, this is ${what}`,
      }));
    }),
};
