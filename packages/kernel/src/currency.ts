import { DomainError } from './domain-error.ts';

declare const currencyBrand: unique symbol;
/** An active ISO 4217 alphabetic code with a known minor unit. */
export type Currency = string & { readonly [currencyBrand]: true };

/**
 * ISO 4217 list one: how many decimals an amount of the currency has. Own table, because the runtime's
 * (CLDR) differs where trade differs from law: IDR has 2 here, CLDR prints 0.
 */
const CODES_BY_DECIMALS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
      CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
      HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
      MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
      RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
      USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DECIMALS).flatMap(([decimals, codes]) =>
    codes.split(/\s+/).map((code) => [code, Number(decimals)] as const),
  ),
);

export const CURRENCY_CODES: readonly string[] = [...DECIMALS.keys()].sort();

export function isCurrency(code: string): code is Currency {
  return DECIMALS.has(code);
}

export function currency(code: string): Currency {
  if (isCurrency(code)) return code;
  throw new DomainError(
    'CURRENCY_UNKNOWN',
    'invalid',
    `"${code.slice(0, 12)}" is not an ISO 4217 currency code`,
  );
}

/** Digits after the decimal point of an amount of this currency. */
export function minorUnit(code: Currency): number {
  return DECIMALS.get(code) as number;
}
