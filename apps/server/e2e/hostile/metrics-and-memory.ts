import { readFile } from 'node:fs/promises';
import { importJWK, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';
import { type LiveSystem } from './live-system.ts';

const GUESSES = 10_000;

/** Of a server every route of which has been asked in every way that this corpus knows. */
const MOST_SERIES = 14_000;

async function seriesOf({ ask, owner }: LiveSystem): Promise<readonly string[]> {
  const { status, text } = await ask('GET', '/metrics', { token: owner });
  expect(status).toBe(200);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** Resident memory of the server's process, in MiB. */
export async function residentMiB({ server }: LiveSystem): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}

export function metricsStayFew(system: () => LiveSystem): void {
  it('keeps the series of its metrics few under ten thousand made-up paths, tenants and operations', async () => {
    const { ask, key, server } = system();
    const before = await seriesOf(system());
    const ours = await importJWK(key);
    const tokenOf = (tenant: string) =>
      new SignJWT({ tenant, roles: ['admin'] })
        .setProtectedHeader({ alg: key.alg, kid: key.kid })
        .setIssuer('quotewright-development')
        .setAudience('quotewright')
        .setSubject(`user-${tenant}`)
        .setExpirationTime('10m')
        .sign(ours);
    const guesses = Array.from({ length: GUESSES }, (_, index) => index);
    await inParallel(
      guesses,
      async (index) => {
        // Few are signed, which costs the most; the names are all different.
        const asker = index % 20 === 0 ? { token: await tokenOf(`guess-${index}`) } : {};
        const paths = [
          `/nowhere-${index}`,
          `/api/v1/accounts/${index}`,
          `/api/v1/op-${index}/x`,
          `/?q=${index}`,
        ];
        const method = index % 50 === 1 ? 'PUT' : 'GET';
        const reply = await ask(method, paths[index % paths.length] as string, {
          ...asker,
          headers: { 'x-request-id': `guess-${index}`, 'user-agent': `agent-${index}` },
        });
        expect(reply.status, reply.text).toBeLessThan(500);
      },
      16,
    );
    const after = await seriesOf(system());
    expect(after.join('\n')).not.toMatch(/guess-|nowhere-|op-\d|agent-/);
    // New combinations of known routes and statuses appear; nothing that grows with the guesses does.
    expect(after.length - before.length).toBeLessThan(500);
    expect(after.length).toBeLessThan(MOST_SERIES);
    expect(server.output()).not.toMatch(/"level":60/);
  }, 60_000);
}
