import { z } from 'zod';
import { SIGNATURE_ALGORITHMS } from '../auth/jwt-authenticator.ts';
import { LARGEST_BODY_BYTES } from '../http/limits.ts';
import { LOG_LEVELS } from '../telemetry/logger.ts';
import { namedSecrets } from './named-secrets.ts';
import {
  addresses,
  bytes,
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
    schema: listOf('api', 'worker', 'relay'),
    default: 'api,worker,relay',
    group: 'Server',
    description:
      'What this process does: answer requests (api), run jobs, webhooks and the consumers of Kafka (worker), send events (relay; without Kafka it also handles them).',
  },
  demo: {
    env: 'QUOTEWRIGHT_DEMO',
    schema: yesOrNo,
    default: 'true',
    group: 'Server',
    description: 'Whether the first start of the embedded database makes the demo tenants.',
  },
  rateLimits: {
    env: 'QUOTEWRIGHT_RATE_LIMITS',
    schema: oneOf('on', 'off'),
    default: 'on',
    group: 'Server',
    description: 'Whether requests are charged to quotas, and refused where one is used up.',
  },
  quotaCeiling: {
    env: 'QUOTEWRIGHT_QUOTA_CEILING',
    schema: integer(1, 1_000_000),
    default: '10',
    group: 'Server',
    description:
      'How many times the quotas of the release a tenant may give itself, so that none takes the installation from the others.',
  },
  bodyMemory: {
    env: 'QUOTEWRIGHT_BODY_MEMORY',
    // One tenant has half of it, and needs room for the largest body.
    schema: bytes.refine((value) => value >= 2 * LARGEST_BODY_BYTES, 'must be 64MiB or more'),
    default: '256MiB',
    group: 'Server',
    description:
      'What the bodies of requests under way may have together; one tenant half of it. Bodies of 16 KiB or less do not count.',
  },
  nodes: {
    env: 'QUOTEWRIGHT_NODES',
    schema: integer(1, 1_000),
    default: '1',
    group: 'Server',
    description:
      'How many processes answer requests: while Redis cannot count, or there is none, each admits this part of the quotas.',
  },
  shutdownDeadline: {
    env: 'QUOTEWRIGHT_SHUTDOWN_DEADLINE',
    schema: duration,
    default: '8s',
    group: 'Server',
    description:
      'How long requests and jobs under way may take to end after a signal to stop. Five seconds later the process ends in any case.',
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
  cache: {
    env: 'QUOTEWRIGHT_CACHE',
    schema: oneOf('on', 'off'),
    default: 'on',
    group: 'Cache',
    description:
      'Whether reads may be answered from copies. Off: every read asks the database, and changes of this process drop no copies of others: the same for all processes of an installation.',
  },
  cacheEnvironment: {
    env: 'QUOTEWRIGHT_CACHE_ENVIRONMENT',
    schema: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{0,31}$/,
        'must have 1 to 32 characters of a-z, 0-9 and "-" and begin with a letter',
      ),
    default: 'local',
    group: 'Cache',
    description: 'First word of every key in Redis: keeps environments that share a server apart.',
  },
  cacheMemory: {
    env: 'QUOTEWRIGHT_CACHE_MEMORY',
    schema: bytes,
    default: '64MiB',
    group: 'Cache',
    description: 'What copies may take in the memory of this process.',
  },
  cacheSecrets: {
    env: 'QUOTEWRIGHT_CACHE_SECRETS',
    schema: namedSecrets,
    group: 'Cache',
    description:
      'What prices and other delicate copies are sealed and encrypted with: `id:base64,id:base64`, 32 bytes or more each. The first makes new copies, the others are only read, and last the one that every installation makes for itself and keeps in its database. All processes need the same.',
    secret: true,
  },
  redisUrl: {
    env: 'REDIS_URL',
    schema: url('redis:', 'rediss:'),
    group: 'Cache',
    description:
      'Redis 7 or Valkey, shared by all processes. Without it PostgreSQL answers nearly every read, because nothing that changes can be kept (the embedded database has one process, which keeps everything in its memory).',
    secret: true,
  },
  redisCoordinationUrl: {
    env: 'QUOTEWRIGHT_REDIS_COORDINATION_URL',
    schema: url('redis:', 'rediss:'),
    group: 'Cache',
    description: 'A second server that never evicts, for invalidations and leases. Default: the same one.',
    secret: true,
  },
  redisSentinels: {
    env: 'QUOTEWRIGHT_REDIS_SENTINELS',
    schema: addresses,
    group: 'Cache',
    description: 'Sentinels that know the primary, instead of REDIS_URL.',
  },
  redisSentinelName: {
    env: 'QUOTEWRIGHT_REDIS_SENTINEL_NAME',
    schema: nonEmpty,
    default: 'mymaster',
    group: 'Cache',
    description: 'What the sentinels call the primary.',
  },
  redisCluster: {
    env: 'QUOTEWRIGHT_REDIS_CLUSTER',
    schema: addresses,
    group: 'Cache',
    description: 'Some nodes of a cluster, instead of REDIS_URL.',
  },
  redisUsername: {
    env: 'QUOTEWRIGHT_REDIS_USERNAME',
    schema: nonEmpty,
    group: 'Cache',
    description: 'For sentinels and cluster; a URL has its own.',
  },
  redisPassword: {
    env: 'QUOTEWRIGHT_REDIS_PASSWORD',
    schema: nonEmpty,
    group: 'Cache',
    description: 'For sentinels and cluster; a URL has its own.',
    secret: true,
  },
  kafkaBrokers: {
    env: 'KAFKA_BROKERS',
    schema: addresses,
    group: 'Events',
    description: 'Apache Kafka brokers to begin with. Without them events stay inside the relay process.',
  },
  kafkaPrefix: {
    env: 'QUOTEWRIGHT_KAFKA_PREFIX',
    schema: z
      .string()
      .regex(/^[a-z][a-z0-9.-]{0,62}$/, 'must have 1 to 63 characters of a-z, 0-9, "." and "-"'),
    default: 'quotewright',
    group: 'Events',
    description:
      'First word of the topic and of the consumer groups. Installations that share a cluster need one each.',
  },
  kafkaTls: {
    env: 'QUOTEWRIGHT_KAFKA_TLS',
    schema: yesOrNo,
    default: 'false',
    group: 'Events',
    description: 'Whether to speak TLS with the brokers.',
  },
  kafkaTlsCa: {
    env: 'QUOTEWRIGHT_KAFKA_TLS_CA',
    schema: nonEmpty,
    group: 'Events',
    description: 'A file with the authority of their certificates (PEM). Default: those of Node.js.',
  },
  kafkaSaslMechanism: {
    env: 'QUOTEWRIGHT_KAFKA_SASL_MECHANISM',
    schema: oneOf('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'),
    group: 'Events',
    description: 'How to log in, with the two settings below.',
  },
  kafkaSaslUsername: {
    env: 'QUOTEWRIGHT_KAFKA_SASL_USERNAME',
    schema: nonEmpty,
    group: 'Events',
    description: 'User of the brokers.',
  },
  kafkaSaslPassword: {
    env: 'QUOTEWRIGHT_KAFKA_SASL_PASSWORD',
    schema: nonEmpty,
    group: 'Events',
    description: 'Password of that user.',
    secret: true,
  },
  outboxRetention: {
    env: 'QUOTEWRIGHT_OUTBOX_RETENTION',
    schema: duration,
    default: '168h',
    group: 'Events',
    description: 'How long sent events are kept.',
  },
  inboxRetention: {
    env: 'QUOTEWRIGHT_INBOX_RETENTION',
    schema: duration,
    default: '336h',
    group: 'Events',
    description:
      'How long it is remembered which events were handled: longer than any event may be delivered again.',
  },
  webhookSecretKey: {
    env: 'QUOTEWRIGHT_WEBHOOK_SECRET_KEY',
    schema: z.string().min(32, 'must have at least 32 characters'),
    group: 'Events',
    description:
      'Encrypts the signing secrets of webhooks in the database. Without it they are stored as they are.',
    secret: true,
  },
  webhookPrivateTargets: {
    env: 'QUOTEWRIGHT_WEBHOOK_PRIVATE_TARGETS',
    schema: yesOrNo,
    default: 'false',
    group: 'Events',
    description: 'Whether webhooks may go to private addresses and by plain http. For development.',
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
  authIntrospectionUrl: {
    env: 'QUOTEWRIGHT_AUTH_INTROSPECTION_URL',
    schema: url('https:', 'http:'),
    group: 'Authentication',
    description:
      'Where the issuer is asked about tokens that are not JWTs (RFC 7662); about all tokens, where no keys are configured. https, except on loopback.',
  },
  authIntrospectionClientId: {
    env: 'QUOTEWRIGHT_AUTH_INTROSPECTION_CLIENT_ID',
    schema: nonEmpty,
    group: 'Authentication',
    description: 'How this API names itself there.',
  },
  authIntrospectionClientSecret: {
    env: 'QUOTEWRIGHT_AUTH_INTROSPECTION_CLIENT_SECRET',
    schema: nonEmpty,
    group: 'Authentication',
    description: 'What it proves that with.',
    secret: true,
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
  billingUrl: {
    env: 'QUOTEWRIGHT_BILLING_URL',
    schema: url('https:', 'http:'),
    group: 'External systems',
    description: 'Base address of the billing system. Without it none is called.',
  },
  inventoryUrl: {
    env: 'QUOTEWRIGHT_INVENTORY_URL',
    schema: url('https:', 'http:'),
    group: 'External systems',
    description: 'Base address of the inventory. Without it none is called.',
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
