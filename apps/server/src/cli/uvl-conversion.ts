import { basename, extname } from 'node:path';
import { importUvl, type UvlConversion } from '@quotewright/configuration';
import { DomainError } from '@quotewright/kernel';

interface Wanted {
  readonly offering?: string;
  readonly name?: string;
}

/** Throws `UVL_INVALID` with line and column of what is wrong. */
export function conversionOf(file: string, text: string, { offering, name }: Wanted): UvlConversion {
  const offeringId = offering ?? idOf(file);
  const conversion = importUvl(text, { offeringId, name: name ?? offeringId });
  if (!('errors' in conversion)) return conversion;
  const { errors } = conversion;
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  throw new DomainError('UVL_INVALID', 'invalid', `${file} has ${count}; nothing was changed`, {
    errors: errors.map(({ line, column, message }) => ({
      pointer: '',
      code: 'UVL',
      reason: message,
      line,
      column,
    })),
  });
}

const MAX_LISTED = 20;

/** What the model became, and what of it is called otherwise or left out. */
export function reportLines({ report }: UvlConversion): readonly string[] {
  const { renamed, ignoredAttributes } = report;
  const names = renamed.slice(0, MAX_LISTED).map(({ feature, id }) => `  ${JSON.stringify(feature)}: ${id}`);
  const more = renamed.length > MAX_LISTED ? [`  and ${renamed.length - MAX_LISTED} more`] : [];
  const ignored = ignoredAttributes.slice(0, MAX_LISTED).join(', ');
  return [
    `Read ${report.features} features, ${report.groups} groups and ${report.constraints} constraints`,
    `as ${report.characteristics} characteristics and ${report.rules} rules.`,
    ...(renamed.length > 0 ? ['Features with other ids than their names:', ...names, ...more] : []),
    ...(ignoredAttributes.length > 0 ? [`Attributes left out: ${ignored}`] : []),
  ];
}

function idOf(file: string): string {
  const id = basename(file, extname(file))
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/-$/, '');
  if (id !== '') return id;
  throw new DomainError('IMPORT_OPTIONS', 'invalid', `${file} gives no id: say one with --offering <id>`);
}
