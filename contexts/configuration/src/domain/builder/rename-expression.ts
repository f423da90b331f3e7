import type { Expression, Operand, Reference } from '../expression/expression.ts';
import { comparisonOf } from './comparison.ts';
import type { Declarations } from './declare-variables.ts';
import { idIn, presenceVariable } from './scope-names.ts';

/**
 * The expression as one scope calls things, for what is evaluated at each click: whether a part is there is asked of
 * its quantity, a multi-valued characteristic of its values.
 */
export function renamed(expression: Expression, scope: string, declarations: Declarations): Expression {
  const name = (variable: string) => {
    const declared = declarations.variables.get(variable);
    return declared === undefined ? variable : idIn(scope, declared);
  };
  const reference = (of: Reference): Reference => ('variable' in of ? { variable: name(of.variable) } : of);
  const operand = (of: Operand): Operand => {
    if (of.kind === 'scalar') return of;
    if (of.kind === 'reference') return { kind: 'reference', of: reference(of.of) };
    const terms = of.terms.map((term) => ({
      factor: term.factor,
      of: 'sum' in term.of ? term.of : { variable: name(term.of.variable) },
    }));
    return { ...of, terms };
  };
  const rename = (part: Expression): Expression => {
    switch (part.op) {
      case 'constant':
        return part;
      case 'and':
      case 'or':
        return { op: part.op, of: part.of.map(rename) };
      case 'not':
        return { op: 'not', of: rename(part.of) };
      case 'implies':
      case 'iff':
        return { op: part.op, left: rename(part.left), right: rename(part.right) };
      case 'true':
        return { op: 'true', variable: name(part.variable) };
      case 'present':
        return present(part.path);
      case 'compare': {
        const comparison = comparisonOf(part, declarations);
        if (comparison.kind === 'constant') return { op: 'constant', value: comparison.value };
        if (comparison.kind === 'member') {
          const isTrue: Expression = { op: 'true', variable: idIn(scope, comparison.member) };
          return comparison.isMember ? isTrue : { op: 'not', of: isTrue };
        }
        return { ...part, left: operand(part.left), right: operand(part.right) };
      }
      case 'in': {
        const members = 'variable' in part.of ? declarations.members.get(part.of.variable) : undefined;
        if (members === undefined) return { ...part, of: reference(part.of) };
        const wanted = members.filter(({ memberOf }) => part.values.includes(memberOf?.value ?? ''));
        return { op: 'or', of: wanted.map((member) => ({ op: 'true', variable: idIn(scope, member) })) };
      }
    }
  };
  return rename(expression);

  function present(path: string): Expression {
    const part = declarations.parts.get(path);
    const declared = part === undefined ? undefined : presenceVariable(part, scope, declarations);
    if (declared === undefined) return { op: 'constant', value: part !== undefined };
    return {
      op: 'compare',
      relation: '>',
      left: { kind: 'reference', of: { variable: idIn(scope, declared) } },
      right: { kind: 'scalar', value: { number: '0' } },
    };
  }
}
