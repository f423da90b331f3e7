import type { Expression } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse-expression.ts';
import { type Names, type TypedVariable, typeProblems } from '../expression/type-expression.ts';
import type { Declarations } from './declare-variables.ts';
import type { DeclaredVariable } from './declared-variable.ts';

/** The expression, parsed and typed; undefined where it is none, and why is said. */
export function readExpression(
  text: string,
  names: Names,
  say: (code: string, message: string) => void,
): Expression | undefined {
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    say(parsed.code, `at character ${parsed.position + 1}: ${parsed.message}`);
    return undefined;
  }
  const problems = typeProblems(parsed.expression, names);
  for (const { code, message } of problems) say(code, message);
  return problems.length === 0 ? parsed.expression : undefined;
}

export function namesOf({ variables, members, parts }: Declarations): Names {
  return {
    variable(id) {
      const declared = variables.get(id);
      if (declared !== undefined) return typed(declared);
      const [member] = members.get(id) ?? [];
      return member === undefined ? undefined : { type: 'enum', values: knownValues(member) };
    },
    hasPath: (path) => path !== '' && parts.has(path),
    sum(id) {
      const declared = variables.get(id);
      return declared === undefined || declared.scope === '' ? undefined : typed(declared);
    },
    known: [...variables.keys(), ...members.keys()],
  };
}

function typed(declared: DeclaredVariable): TypedVariable {
  const { type } = declared;
  return type === 'enum' ? { type, values: knownValues(declared) } : { type };
}

/** Those of the specification: that an offering does not sell one of them makes no rule wrong. */
function knownValues({ name, memberOf, part, content }: DeclaredVariable): readonly string[] {
  const id = (memberOf?.name ?? name).split('/').at(-1);
  const characteristic = part.characteristics.find((one) => one.id === id);
  if (characteristic?.type === 'enum') return characteristic.values.map((value) => value.id);
  return content.kind === 'texts' ? content.texts : [];
}
