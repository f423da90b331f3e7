import type { ProductOffering } from './product-offering.schema.ts';
import { type Child, type StructureFault, structureError } from './structure-fault.ts';

type Group = NonNullable<ProductOffering['groups']>[number];

/** Option groups that nobody is in, and bounds that their children cannot come to. */
export function* groupFaults({ groups = [], children = [] }: ProductOffering): Generator<StructureFault> {
  if (groups.length === 0) return;
  if (children.length === 0) {
    yield structureError('GROUP_INFEASIBLE', ['groups'], 'only bundles have groups');
    return;
  }
  const byGroup = Map.groupBy(children, ({ groupId }) => groupId);
  for (const [index, group] of groups.entries()) {
    const members = byGroup.get(group.id) ?? [];
    const reason = infeasible(group, members);
    if (reason !== undefined) {
      yield structureError('GROUP_INFEASIBLE', ['groups', index], reason);
    } else if (members.length === 0) {
      yield ['warning', 'GROUP_EMPTY', ['groups', index], `no child belongs to the group "${group.id}"`];
    }
  }
}

function infeasible({ id, lower, upper }: Group, members: readonly Child[]): string | undefined {
  const least = members.reduce((sum, child) => sum + child.lower * (child.instances?.lower ?? 1), 0);
  const most = members.reduce((sum, child) => sum + child.upper * (child.instances?.upper ?? 1), 0);
  if (least > upper) return `the children of "${id}" come to ${least} at least, the group allows ${upper}`;
  return most < lower
    ? `the children of "${id}" come to ${most} at most, the group needs ${lower}`
    : undefined;
}
