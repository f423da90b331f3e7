import { type FieldError, isCurrency } from '@quotewright/kernel';
import type { TenantConfig } from '../api.ts';

export type TenantSettings = Omit<TenantConfig, 'version'>;

/** What a new tenant starts with. */
export const defaultSettings: TenantSettings = {
  timeZone: 'UTC',
  defaultCurrency: 'USD',
  defaultMarket: 'global',
  defaultChannel: 'direct',
  quoteValidityDays: 30,
  roundingDecimals: {},
};

/** Values that are well formed and still cannot be used. */
export function tenantConfigProblems(settings: TenantSettings): readonly FieldError[] {
  const currencies = [
    { pointer: '/defaultCurrency', code: settings.defaultCurrency },
    ...Object.keys(settings.roundingDecimals).map((code) => ({ pointer: `/roundingDecimals/${code}`, code })),
  ];
  const unknown = (pointer: string, reason: string): FieldError => ({ pointer, code: 'UNKNOWN', reason });
  return [
    ...(isTimeZone(settings.timeZone)
      ? []
      : [unknown('/timeZone', 'must be the name of an IANA time zone, such as "Europe/Warsaw"')]),
    ...currencies
      .filter(({ code }) => !isCurrency(code))
      .map(({ pointer, code }) => unknown(pointer, `"${code}" is not an ISO 4217 currency code`)),
  ];
}

function isTimeZone(name: string): boolean {
  // The runtime also takes offsets ("+01:00"); those are not zones: they know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
