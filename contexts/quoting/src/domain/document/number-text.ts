import { Decimal, decimalText, type MoneyJson } from '@quotewright/kernel';

/** Thousands separated, with a real minus: `-1500000.5` is `−1,500,000.5`. */
export function grouped(number: string): string {
  const [integer = '', fraction] = number.replace('-', '').split('.');
  const thousands = integer.replace(/\B(?=(?:\d{3})+$)/g, ',');
  const sign = number.startsWith('-') ? '−' : '';
  return fraction === undefined ? `${sign}${thousands}` : `${sign}${thousands}.${fraction}`;
}

/** Without the decimals that only say how an amount is rounded: `15.00` is `15`. */
export function plainNumber(number: string): string {
  return decimalText(new Decimal(number));
}

/** With the code of its currency, because a sign such as `$` names several. */
export function moneyText({ amount, currency }: MoneyJson): string {
  return `${grouped(amount)} ${currency}`;
}

/** An exact amount of a calculation, with as many decimals as the amount it leads to. */
export function amountLike(exact: string, { amount }: MoneyJson): string {
  const decimals = amount.split('.')[1]?.length ?? 0;
  return grouped(new Decimal(exact).toFixed(decimals));
}

/** The difference with its sign: `−12.50`, `+3.00`. */
export function differenceLike(before: string, after: string, money: MoneyJson): string {
  const difference = new Decimal(after).minus(before);
  return signed(amountLike(difference.toFixed(), money), difference);
}

/** What a factor did, as people say it: `−5 %`. Two decimals are enough to recognise it. */
export function percentText(before: string, after: string): string {
  const change = new Decimal(after).minus(before).dividedBy(before).times(100).toDecimalPlaces(2);
  return `${signed(grouped(change.toFixed()), change)} %`;
}

function signed(text: string, value: Decimal): string {
  return value.greaterThan(0) ? `+${text}` : text;
}
