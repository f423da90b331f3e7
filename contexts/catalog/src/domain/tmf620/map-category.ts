import type { Category } from '../category.schema.ts';
import { fittedId } from './identifiers.ts';
import { itemBuilder, type MappedItem, type MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

/** The category above, as v5 (`parent`) or v4 (`parentId`) names it. */
export function parentOf(category: TmfObject): { readonly id: string; readonly source: string } | undefined {
  const parent = category.object('parent');
  const id = parent?.text('id') ?? category.text('parentId');
  if (id === undefined) return undefined;
  return { id: fittedId(id), source: parent === undefined ? category.at('parentId') : parent.pointer };
}

/** `above` is where others put it: a category that names it below itself, or the draft. */
export function mapCategory(
  category: TmfObject,
  above: string | undefined,
  report: MappingReport,
): MappedItem<Category> {
  reportUnmapped('Category', category, report);
  const item = itemBuilder(category.pointer);
  const id = category.text('id') ?? '';
  item.set('id', fittedId(id), category.at('id'));
  if (fittedId(id) !== id)
    report.remark(category.at('id'), 'ID_FITTED', `is "${fittedId(id)}" here; categories keep no other id`);
  item.set('name', category.text('name'), category.at('name'));
  item.set('description', category.text('description'), category.at('description'));
  const isRoot = category.flag('isRoot');
  const parent = parentOf(category);
  if (isRoot === true && parent !== undefined)
    report.remark(category.at('isRoot'), 'ROOT', 'it names a parent: it is no root here');
  const parentId = parent?.id ?? (isRoot === true ? undefined : above);
  item.set('parentId', parentId, parent?.source ?? category.pointer);
  if (isRoot === false && parentId === undefined)
    report.remark(category.at('isRoot'), 'ROOT', 'nothing says what is above it: it is a root here');
  return item.built();
}
