import { accessToken, type Caller } from './access-token.ts';
import { Client } from './client.ts';

const base = process.env['QUOTEWRIGHT_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? 3000}`;

/** A client of the server that the environment names, speaking for somebody. */
export async function clientOf(caller: Caller): Promise<Client> {
  return new Client(base, await accessToken(caller));
}

/** Runs a program to its end; what it fails with is said in one line. */
export async function run(program: () => Promise<unknown>): Promise<void> {
  try {
    await program();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(
      reason === 'fetch failed'
        ? `No Quotewright answers at ${base}: start it with "npm start", or name it with QUOTEWRIGHT_URL.`
        : reason,
    );
    process.exitCode = 1;
  }
}
