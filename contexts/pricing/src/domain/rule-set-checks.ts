import type { FieldError } from '@quotewright/kernel';
import { pointerTo } from './field-errors.ts';

export function duplicateIds(
  member: string,
  items: readonly { readonly id: string }[],
): readonly FieldError[] {
  const first = new Map<string, number>();
  return items.flatMap(({ id }, index): FieldError[] => {
    const known = first.get(id);
    if (known === undefined) {
      first.set(id, index);
      return [];
    }
    const reason = `"${id}" is the id of /${member}/${known} already`;
    return [{ pointer: pointerTo([member, index, 'id']), code: 'ID_DUPLICATE', reason }];
  });
}
