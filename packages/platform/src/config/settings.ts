import { SIGNATURE_ALGORITHMS } from '../auth/jwt-authenticator.ts';
import { LOG_LEVELS } from '../telemetry/logger.ts';
import {
  duration,
  integer,
  listOf,
  nonEmpty,
  oneOf,
  port,
  type Setting,
  url,
  yesOrNo,
} from './setting-types.ts';

/** Every setting there is. Help, the reference page and the loader are made from this table. */
export const SETTINGS = {
  port: {
    env: 'PORT',
    schema: port,
    default: '3000',
    group: 'Server',
    description: 'Port of the API. 0 takes a free one.',
  },
  host: {
    env: 'HOST',
    schema: nonEmpty,
    default: '127.0.0.1',
    group: 'Server',
    description: 'Address to listen on. Anything but loopback needs a real token issuer.',
  },
  dataDirectory: {
    env: 'QUOTEWRIGHT_DATA_DIR',
    schema: nonEmpty,
    default: '.quotewright',
    group: 'Server',
    description: 'Where the embedded database and the development key live.',
  },
  roles: {
    env: 'QUOTEWRIGHT_ROLES',
    schema: listOf('api', 'worker'),
    default: 'api,worker',
    group: 'Server',
    description: 'What this process does: answer requests (api), run jobs (worker).',
  },
  demo: {
    env: 'QUOTEWRIGHT_DEMO',
    schema: yesOrNo,
    default: 'true',
    group: 'Server',
    description: 'Whether the first start of the embedded database makes the demo tenants.',
  },
  shutdownDeadline: {
    env: 'QUOTEWRIGHT_SHUTDOWN_DEADLINE',
    schema: duration,
    default: '8s',
    group: 'Server',
    description: 'How long requests and jobs under way may take to end after a signal to stop.',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    schema: url('postgres:', 'postgresql:'),
    group: 'Database',
    description: 'PostgreSQL 15 or newer. Without it the embedded database is used.',
    secret: true,
  },
  databasePoolSize: {
    env: 'QUOTEWRIGHT_DATABASE_POOL_SIZE',
    schema: integer(1, 500),
    default: '10',
    group: 'Database',
    description: 'Connections of this process.',
  },
  databaseStatementTimeout: {
    env: 'QUOTEWRIGHT_DATABASE_STATEMENT_TIMEOUT',
    schema: duration,
    default: '15s',
    group: 'Database',
    description: 'A statement that takes longer is cancelled.',
  },
  databaseLockTimeout: {
    env: 'QUOTEWRIGHT_DATABASE_LOCK_TIMEOUT',
    schema: duration,
    default: '5s',
    group: 'Database',
    description: 'A statement that waits longer for a lock is cancelled.',
  },
  databaseIdleTimeout: {
    env: 'QUOTEWRIGHT_DATABASE_IDLE_TIMEOUT',
    schema: duration,
    default: '30s',
    group: 'Database',
    description: 'A transaction that does nothing for longer is ended.',
  },
  authIssuer: {
    env: 'QUOTEWRIGHT_AUTH_ISSUER',
    schema: nonEmpty,
    group: 'Authentication',
    description: 'The exact `iss` of tokens. Without it, development tokens of this machine are believed.',
  },
  authAudience: {
    env: 'QUOTEWRIGHT_AUTH_AUDIENCE',
    schema: nonEmpty,
    group: 'Authentication',
    description: 'What tokens must name in `aud`.',
  },
  authJwksUrl: {
    env: 'QUOTEWRIGHT_AUTH_JWKS_URL',
    schema: url('https:', 'http:'),
    group: 'Authentication',
    description: 'Where the issuer publishes its public keys. https, except on loopback.',
  },
  authAlgorithms: {
    env: 'QUOTEWRIGHT_AUTH_ALGORITHMS',
    schema: listOf(...SIGNATURE_ALGORITHMS),
    default: 'RS256,PS256,ES256,EdDSA',
    group: 'Authentication',
    description: 'Signature algorithms that tokens may use.',
  },
  authTenantClaim: {
    env: 'QUOTEWRIGHT_AUTH_TENANT_CLAIM',
    schema: nonEmpty,
    default: 'tenant',
    group: 'Authentication',
    description: 'The claim with the tenant: a name, or a path such as `org.slug`.',
  },
  authRolesClaim: {
    env: 'QUOTEWRIGHT_AUTH_ROLES_CLAIM',
    schema: nonEmpty,
    default: 'roles',
    group: 'Authentication',
    description: 'The claim with the roles: a name, or a path such as `realm_access.roles`.',
  },
  logLevel: {
    env: 'QUOTEWRIGHT_LOG_LEVEL',
    schema: oneOf(...LOG_LEVELS),
    default: 'info',
    group: 'Logs and metrics',
    description: 'The least important line that is written.',
  },
  logFormat: {
    env: 'QUOTEWRIGHT_LOG_FORMAT',
    schema: oneOf('auto', 'pretty', 'json'),
    default: 'auto',
    group: 'Logs and metrics',
    description: 'For people (pretty) or machines (json); auto is pretty on a terminal.',
  },
  metricsPort: {
    env: 'QUOTEWRIGHT_METRICS_PORT',
    schema: port,
    group: 'Logs and metrics',
    description: 'A port of its own for metrics and health with all details, without tokens.',
  },
  metricsHost: {
    env: 'QUOTEWRIGHT_METRICS_HOST',
    schema: nonEmpty,
    default: '127.0.0.1',
    group: 'Logs and metrics',
    description: 'Address of that port. Whoever reaches it needs no token: keep it to operators.',
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** Variables with our prefix that the server does not read: they are for its clients. */
export const CLIENT_VARIABLES: readonly string[] = ['QUOTEWRIGHT_URL', 'QUOTEWRIGHT_TOKEN'];
/** Variables with this prefix belong to the test suite. */
export const TEST_PREFIX = 'QUOTEWRIGHT_TEST_';
