import { z } from 'zod';

/** One setting of the process: how it is called, what it may be, and what it does. */
export interface Setting<Value = unknown> {
  readonly env: string;
  /** From the text of the variable to the value. */
  readonly schema: z.ZodType<Value, string>;
  /** As text, so that help can print it. Without one, the setting is absent unless it is set. */
  readonly default?: string;
  readonly group: SettingGroup;
  readonly description: string;
  /** Never printed, logged or shown. */
  readonly secret?: boolean;
}

export const SETTING_GROUPS = [
  'Server',
  'Database',
  'Cache',
  'Events',
  'Authentication',
  'External systems',
  'Logs and metrics',
] as const;
export type SettingGroup = (typeof SETTING_GROUPS)[number];

export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port, 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port, 0 to 65535');

export const nonEmpty = z.string().min(1, 'must not be empty');

export function integer(min: number, max: number) {
  const problem = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, problem)
    .transform(Number)
    .refine((value) => value >= min && value <= max, problem);
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `500ms`, `15s`, `2m`, `1h` as milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h)$/, 'must be a duration such as 500ms, 15s or 2m')
  .transform((text) => {
    const [, amount, unit] = /^(\d+)(\w+)$/.exec(text) as unknown as [string, string, string];
    return Number(amount) * (MILLISECONDS[unit] as number);
  });

export const yesOrNo = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((text) => text === 'true');

export function oneOf<const Value extends string>(...values: readonly Value[]) {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

/** A comma-separated list of distinct known values, at least one. */
export function listOf<const Value extends string>(...values: readonly Value[]) {
  const problem = `must be a list of ${values.join(', ')}`;
  return z
    .string()
    .transform((text) => [...new Set(text.split(',').map((item) => item.trim()))])
    .pipe(z.array(z.enum(values, problem)).min(1, problem));
}

/** `host:port,host:port` as addresses, at least one. IPv6 addresses stand in brackets. */
export const addresses = z.string().transform((text, context) => {
  const found = text.split(',').map((one) => addressOf(one.trim()));
  if (found.every((one) => one !== undefined)) return found;
  context.addIssue('must be a list of addresses such as broker-1:9092,broker-2:9092');
  return z.NEVER;
});

function addressOf(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, host, digits] = /^(\[[0-9a-f:]+\]|[^\s:/@[\]]+):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  if (host === undefined || port === 0 || port > 65_535) return undefined;
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
}

export const bytes = z
  .string()
  .regex(/^\d{1,6}(KiB|MiB|GiB)$/, 'must be a size such as 512KiB, 64MiB or 1GiB')
  .transform((text) => {
    const [, amount, unit] = /^(\d+)(\w+)$/.exec(text) as unknown as [string, string, string];
    return Number(amount) * 1_024 ** (['KiB', 'MiB', 'GiB'].indexOf(unit) + 1);
  });

export function url(...protocols: readonly string[]) {
  const problem = `must be a URL with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return z.string().refine((text) => protocols.includes(URL.parse(text)?.protocol ?? ''), problem);
}
