import { type FieldError, jsonPointer } from '@quotewright/kernel';

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
    return [{ pointer: jsonPointer([member, index, 'id']), code: 'ID_DUPLICATE', reason }];
  });
}
