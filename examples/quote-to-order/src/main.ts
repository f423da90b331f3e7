import { sell } from './journey.ts';
import { clientOf, run } from './run.ts';

await run(async () => {
  const seller = await clientOf({ tenant: 'modelmart', role: 'sales', variable: 'QUOTEWRIGHT_TOKEN' });
  const wish = { product: 'anthropic.claude-2', usage: { input: '1500000', output: '200000' } };
  return sell(seller, wish, console.log);
});
