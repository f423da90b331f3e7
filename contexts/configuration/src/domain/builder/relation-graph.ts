import type { Decimal } from '@quotewright/kernel';
import type { BuildReport, FindingPath } from './build-report.ts';
import type { DeclaredVariable, NumberContent, VariableContent } from './declared-variable.ts';
import { MAX_INTERVALS } from './limits.ts';
import type { NumberCuts } from './number-cuts.ts';
import { type Cut, cutsOf, isInside } from './number-range.ts';
import { closedRelation, type PlainRelation } from './number-relation.ts';

/** A relation with the rule that says it, and the scope in which it is said. */
export interface StatedRelation extends PlainRelation {
  readonly scope: string;
  readonly path: FindingPath;
}

/**
 * What variables can be once it is known which are related. A number that is related to a free one is better off as
 * intervals too, unless something adds it up.
 */
export function relatedContents(
  relations: readonly StatedRelation[],
  added: ReadonlySet<DeclaredVariable>,
): (variable: DeclaredVariable) => VariableContent {
  const free = new Map<DeclaredVariable, NumberContent>();
  const isFree = ({ content }: DeclaredVariable) =>
    content.kind === 'numbers' && content.points === undefined;
  for (let before = -1; before < free.size; ) {
    before = free.size;
    for (const { left, right } of relations) {
      for (const [one, other] of [
        [left, right],
        [right, left],
      ] as const) {
        if (!isFree(one) && !free.has(one)) continue;
        const { content } = other;
        if (content.kind !== 'numbers' || content.points === undefined || !content.dense || added.has(other))
          continue;
        if (!free.has(other)) {
          const { kind, whole, range, dense } = content;
          free.set(other, { kind, whole, range, dense });
        }
      }
    }
  }
  return (variable) => free.get(variable) ?? variable.content;
}

/** Whether the relation needs to be checked beside the model: finite numbers alone do not. */
export function isOfFreeNumbers(
  { left, right }: PlainRelation,
  contentOf: (variable: DeclaredVariable) => VariableContent,
): boolean {
  return [left, right].some((variable) => {
    const content = contentOf(variable);
    return content.kind === 'numbers' && content.points === undefined;
  });
}

/** Relations of one scope must not come back to where they began: bounds alone could not tell what is possible. */
export function checkForest(relations: readonly StatedRelation[], report: BuildReport): void {
  for (const [, own] of Map.groupBy(relations, ({ scope }) => scope)) {
    const leaders = new Map<DeclaredVariable, DeclaredVariable>();
    const leader = (variable: DeclaredVariable): DeclaredVariable => {
      let at = variable;
      for (let next = leaders.get(at); next !== undefined; next = leaders.get(at)) at = next;
      return at;
    };
    for (const { left, right, path } of own) {
      const [one, other] = [leader(left), leader(right)];
      if (one === other) {
        const message = `"${left.name}" and "${right.name}" are related already, directly or through others`;
        report.error('NUMBER_RELATION_CYCLE', path, message);
      } else {
        leaders.set(one, other);
      }
    }
  }
}

/**
 * Carries cuts from number to number until nothing changes: then two intervals hold a relation as wholes, fail it as
 * wholes, or are the same one, and what each two allow all together allow. That needs the bounds by which numbers can
 * differ, not those stated: of whole numbers, `a < b` moves a cut by one.
 */
export function propagateCuts(
  relations: readonly StatedRelation[],
  contentOf: (variable: DeclaredVariable) => VariableContent,
  cuts: NumberCuts,
  report: BuildReport,
): void {
  const neighbours = new Map<
    DeclaredVariable,
    { to: DeclaredVariable; shift: Decimal; path: FindingPath }[]
  >();
  const connect = (from: DeclaredVariable, to: DeclaredVariable, shift: Decimal, path: FindingPath) => {
    const own = neighbours.get(from);
    if (own === undefined) neighbours.set(from, [{ to, shift, path }]);
    else own.push({ to, shift, path });
  };
  for (const relation of relations) {
    const { left, right, path } = relation;
    const offset = closedRelation(relation)?.offset;
    // Without closed bounds it is refused where it is stated.
    if (offset === undefined) continue;
    connect(left, right, offset.negated(), path);
    connect(right, left, offset, path);
  }
  const waiting = [...neighbours.keys()].flatMap((variable) =>
    [...endsOf(contentOf(variable)), ...cuts.of(variable)].map((cut) => ({ variable, cut })),
  );
  const counts = new Map<DeclaredVariable, number>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { variable, cut } = next;
    for (const { to, shift, path } of neighbours.get(variable) ?? []) {
      const moved = { at: cut.at.plus(shift), after: cut.after };
      const content = contentOf(to);
      if (content.kind !== 'numbers' || !isInside(moved, content.range) || !cuts.add(to, moved)) continue;
      const count = (counts.get(to) ?? 0) + 1;
      counts.set(to, count);
      if (count > MAX_INTERVALS) {
        report.limit(path, `intervals of "${to.name}"`, MAX_INTERVALS, count);
        return;
      }
      waiting.push({ variable: to, cut: moved });
    }
  }
}

/** The ends of its range, and of each of its points where it has them. */
function endsOf(content: VariableContent): readonly Cut[] {
  if (content.kind !== 'numbers') return [];
  const { points, range } = content;
  if (points !== undefined) return points.flatMap((at) => cutsOf('=', at));
  return [
    ...(range.min === null ? [] : cutsOf('>=', range.min)),
    ...(range.max === null ? [] : cutsOf('<=', range.max)),
  ];
}
