import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sellBundle } from './bundle-journey.ts';
import { clientOf, run } from './run.ts';

await run(async () => {
  const tenant = 'northstar';
  const seller = await clientOf({ tenant, role: 'sales', variable: 'QUOTEWRIGHT_TOKEN' });
  const approver = await clientOf({ tenant, role: 'approver', variable: 'QUOTEWRIGHT_APPROVER_TOKEN' });
  const { document } = await sellBundle({ seller, approver }, console.log);
  const file = join(process.env['INIT_CWD'] ?? process.cwd(), document.name);
  await writeFile(file, document.bytes);
  console.log(`The quote as a document: ${file}`);
});
