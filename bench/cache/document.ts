/** Kilobytes of JSON that look like an offering: nested, some numbers, mostly text. */
const BYTES = 4_096;
/** In the keys and key parts of all candidates. */
export const TENANT = 'acme';
export const VERSION = 'v42';

export interface OfferingDocument {
  readonly id: string;
  readonly name: string;
  readonly price: { readonly currency: string; readonly amount: string };
  readonly characteristics: readonly { readonly name: string; readonly values: readonly string[] }[];
}

const offeringId = (number: number): string => `offer-${1_000 + number}`;

/** As many characteristics as fit. */
export function offeringDocument(number: number): OfferingDocument {
  const characteristics: { name: string; values: string[] }[] = [];
  const document = {
    id: offeringId(number),
    name: `Fibre access ${number}`,
    price: { currency: 'EUR', amount: (19 + number / 100).toFixed(2) },
    characteristics,
  };
  while (JSON.stringify(document).length < BYTES) {
    const at = characteristics.length;
    characteristics.push({ name: `characteristic-${at}`, values: [`value-${at}`, `option-${number}-${at}`] });
  }
  return document;
}
