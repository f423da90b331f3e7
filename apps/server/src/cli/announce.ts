import { tenantId } from '@quotewright/kernel';
import type { DevelopmentIssuer } from '@quotewright/platform/auth';
import type { RunningServer } from '../compose/server.ts';
import { DEMO_TENANTS } from '../demo/demo-tenants.ts';

export interface Announcement {
  readonly server: RunningServer;
  readonly engine: 'postgres' | 'embedded';
  readonly developmentIssuer: DevelopmentIssuer | undefined;
  readonly isDemo: boolean;
}

/** Tells the person at the terminal where it is and how to get in. */
export async function announce({ server, engine, developmentIssuer, isDemo }: Announcement): Promise<void> {
  const lines = [
    server.url === undefined
      ? 'Quotewright works and answers no requests (role api).'
      : `Quotewright is listening on ${server.url}`,
    ...(server.url === undefined ? [] : [`  API documentation  ${server.url}/docs`]),
    ...(server.metricsUrl === undefined ? [] : [`  metrics            ${server.metricsUrl}/metrics`]),
    engine === 'embedded'
      ? '  database           embedded, one process, not safe against a loss of power (DATABASE_URL names a PostgreSQL server)'
      : '  database           PostgreSQL',
    ...(developmentIssuer === undefined ? [] : await tokenLines(developmentIssuer, isDemo)),
  ];
  console.log(`\n${lines.join('\n')}\n`);
}

async function tokenLines(issuer: DevelopmentIssuer, isDemo: boolean): Promise<string[]> {
  const warning =
    '  DEVELOPMENT TOKENS are believed: whoever can read the data directory can be anybody. Never expose this server.';
  const hint = '  a token            npx quotewright token --tenant modelmart --roles sales';
  if (!isDemo) return [warning, hint];
  const tokens = await Promise.all(
    DEMO_TENANTS.flatMap(({ id, name, people }) =>
      people.map(async ({ subject, role }) => {
        const token = await issuer.mintToken({ tenant: tenantId(id), subject, roles: [role] });
        return `  ${name} as ${subject} (${role}), 12 hours:\n  ${token}`;
      }),
    ),
  );
  return [warning, hint, '', ...tokens];
}
