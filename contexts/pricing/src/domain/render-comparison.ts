import type { MoneyJson } from '@quotewright/kernel';
import { grouped, stepText } from './explanation-sentences.ts';
import type {
  ChargeComparison,
  LineComparison,
  MoneyComparison,
  PartialMoneyComparison,
  PriceComparison,
  VersionDifference,
} from './price-comparison.ts';

/** The comparison for people, as plain text: what is the same is counted, what differs is told with its reason. */
export function renderComparison({ changed, currency, versions, lines, totals }: PriceComparison): string {
  const same = lines.filter(({ change }) => change === 'same').length;
  return [
    changed ? `The prices in ${currency} differ.` : `The prices in ${currency} are the same.`,
    ...versions.map(versionText),
    ...lines.filter(({ change }) => change !== 'same').flatMap((line) => ['', ...lineText(line, currency)]),
    ...(same === 0 ? [] : ['', `${same} ${same === 1 ? 'line is' : 'lines are'} the same.`]),
    '',
    `Total one-time: ${moneyText(totals.oneTime)}`,
    `Total usage: ${moneyText(totals.usage)}`,
    ...totals.recurring.map((total) => `Total per ${total.period}: ${moneyText(total)}`),
    '',
  ].join('\n');
}

const VERSIONS: Readonly<Record<VersionDifference['of'], string>> = {
  catalog: 'Catalog version',
  priceList: 'Price list',
  contractPrices: 'Contract prices version',
  promotions: 'Promotions version',
  effectiveDate: 'Effective date',
  engine: 'Engine version',
};

function versionText({ of, id, before, after }: VersionDifference): string {
  const what = id === undefined ? VERSIONS[of] : `${VERSIONS[of]} ${id} version`;
  return `${what}: ${before ?? 'none'} before, ${after ?? 'none'} after.`;
}

function lineText(line: LineComparison, currency: string): readonly string[] {
  const { id, name, change, quantityBefore, quantityAfter } = line;
  const quantities =
    quantityBefore === quantityAfter
      ? grouped(quantityAfter ?? '')
      : [quantityBefore, quantityAfter]
          .filter((quantity) => quantity !== undefined)
          .map(grouped)
          .join(' → ');
  return [
    `${name} × ${quantities} (${id}): ${change}`,
    ...line.charges.filter((charge) => charge.change !== 'same').flatMap((one) => chargeText(one, currency)),
  ];
}

function chargeText(charge: ChargeComparison, currency: string): readonly string[] {
  const { name, period, change, phases = [], firstPeriod, partsAt } = charge;
  const rhythm = period === undefined ? '' : ` a ${period}`;
  const verb = change === 'changed' ? '' : ` ${change}`;
  const month = partsAt?.fromMonth === undefined ? '' : `from month ${partsAt.fromMonth} on, `;
  return [
    `  ${name}: ${partText(charge)}${rhythm}${verb}`,
    ...phases.map(({ fromMonth, ...phase }) => `    from month ${fromMonth} on: ${partText(phase)}${rhythm}`),
    ...(firstPeriod === undefined ? [] : [`    first period: ${partText(firstPeriod)}`]),
    ...(partsAt?.before === undefined ? [] : [`    - before: ${month}${stepText(partsAt.before, currency)}`]),
    ...(partsAt?.after === undefined ? [] : [`    - after: ${month}${stepText(partsAt.after, currency)}`]),
  ];
}

/** Where a side is missing: what the other one comes to. */
function partText({ before, after, difference }: PartialMoneyComparison): string {
  return before === undefined || after === undefined
    ? amountText(after ?? before ?? difference)
    : moneyText({ before, after, difference });
}

function moneyText({ before, after, difference }: MoneyComparison): string {
  const sign = difference.amount.startsWith('-') ? '' : '+';
  return `${grouped(before.amount)} → ${amountText(after)} (${sign}${grouped(difference.amount)})`;
}

function amountText({ amount, currency }: MoneyJson): string {
  return `${grouped(amount)} ${currency}`;
}
