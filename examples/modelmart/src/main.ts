import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { modelmart, notesByCode } from './index.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const { catalog, priceList, report } = await modelmart();

const { notes, ...figures } = report;
console.log(
  Object.entries(figures)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', '),
);
console.log('not mapped, or not exactly:', notesByCode(report));
for (const { code, provider, model, note } of notes)
  console.log(`  ${code} ${provider}${model === undefined ? '' : ` ${model}`}: ${note}`);

if (values.out !== undefined) {
  await mkdir(values.out, { recursive: true });
  await writeFile(join(values.out, 'catalog.json'), JSON.stringify(catalog, null, 2));
  await writeFile(join(values.out, 'price-list.json'), JSON.stringify(priceList, null, 2));
  console.log(`wrote catalog.json and price-list.json to ${values.out}`);
}
