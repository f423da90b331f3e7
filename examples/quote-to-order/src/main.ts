import { accessToken } from './access-token.ts';
import { Client } from './client.ts';
import { sell } from './journey.ts';

const base = process.env['QUOTEWRIGHT_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? 3000}`;

try {
  const client = new Client(base, await accessToken());
  await sell(
    client,
    { product: 'anthropic.claude-2', usage: { input: '1500000', output: '200000' } },
    console.log,
  );
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(
    reason === 'fetch failed'
      ? `No Quotewright answers at ${base}: start it with "npm start", or name it with QUOTEWRIGHT_URL.`
      : reason,
  );
  process.exitCode = 1;
}
