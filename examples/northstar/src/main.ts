import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { northstar } from './index.ts';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'northstar' } } });
const { catalog, priceLists, promotions, discountPolicy, contractPrices } = northstar;

const files: Readonly<Record<string, object>> = {
  catalog,
  ...Object.fromEntries(priceLists.map((list) => [list.priceList.id, list])),
  promotions,
  'discount-policy': discountPolicy,
  'contract-prices': contractPrices,
};

await mkdir(values.out, { recursive: true });
for (const [name, document] of Object.entries(files)) {
  await writeFile(join(values.out, `${name}.json`), JSON.stringify(document, null, 2));
}
console.log(`wrote ${Object.keys(files).join(', ')} to ${values.out}`);
