import type { z } from 'zod';
import { isLoopback } from '../auth/loopback.ts';
import { nearest } from './nearest.ts';
import type { Setting } from './setting-types.ts';
import { CLIENT_VARIABLES, SETTINGS, TEST_PREFIX } from './settings.ts';

type Settings = typeof SETTINGS;
type Name = keyof Settings;
type ValueOf<Entry extends Setting> = Entry extends { readonly default: string }
  ? z.output<Entry['schema']>
  : z.output<Entry['schema']> | undefined;

/** The settings, validated. Durations are milliseconds; a setting without default is undefined unless set. */
export type Config = { readonly [Key in Name]: ValueOf<Settings[Key]> };

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the environment, at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Reads and validates the environment; throws a `ConfigError` with every problem. Values are never quoted. */
export function loadConfig(environment: Environment): Config {
  const problems = unknownVariables(environment);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const text = environment[setting.env] || setting.default;
    if (text === undefined) continue;
    const result = setting.schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else problems.push(`${setting.env} ${result.error.issues[0]?.message}`);
  }
  const config = values as unknown as Config;
  if (problems.length === 0) problems.push(...contradictions(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function unknownVariables(environment: Environment): string[] {
  const known: readonly string[] = [...Object.values(SETTINGS).map(({ env }) => env), ...CLIENT_VARIABLES];
  return Object.keys(environment)
    .filter(
      (name) => name.startsWith('QUOTEWRIGHT_') && !name.startsWith(TEST_PREFIX) && !known.includes(name),
    )
    .sort()
    .map((name) => {
      const meant = nearest(name, known);
      return `${name} is not a setting${meant === undefined ? '' : `; did you mean ${meant}?`}`;
    });
}

/** What each setting alone cannot know. */
function contradictions(config: Config): string[] {
  const issuer = {
    QUOTEWRIGHT_AUTH_ISSUER: config.authIssuer,
    QUOTEWRIGHT_AUTH_AUDIENCE: config.authAudience,
    QUOTEWRIGHT_AUTH_JWKS_URL: config.authJwksUrl,
  };
  const missing = Object.entries(issuer).flatMap(([name, value]) => (value === undefined ? [name] : []));
  const { authIntrospectionUrl, authIntrospectionClientId, authIntrospectionClientSecret } = config;
  const introspection = [authIntrospectionUrl, authIntrospectionClientId, authIntrospectionClientSecret];
  const asked = introspection.filter((one) => one !== undefined).length;
  // Without keys, issuer and audience are still of use for what introspection answers.
  const isPartial =
    missing.length > 0 &&
    missing.length < Object.keys(issuer).length &&
    (asked === 0 || config.authJwksUrl !== undefined);
  const samePort =
    config.metricsPort !== undefined && config.metricsPort !== 0 && config.metricsPort === config.port;
  const { redisUrl, redisSentinels, redisCluster } = config;
  const stores = [redisUrl, redisSentinels, redisCluster].filter((one) => one !== undefined).length;
  const sasl = [config.kafkaSaslMechanism, config.kafkaSaslUsername, config.kafkaSaslPassword];
  const given = sasl.filter((one) => one !== undefined).length;
  const rules: readonly (readonly [boolean, string])[] = [
    [
      config.inboxRetention < config.outboxRetention,
      'QUOTEWRIGHT_INBOX_RETENTION must not be shorter than QUOTEWRIGHT_OUTBOX_RETENTION: what comes again must be recognised',
    ],
    [
      stores > 1,
      'REDIS_URL, QUOTEWRIGHT_REDIS_SENTINELS and QUOTEWRIGHT_REDIS_CLUSTER name different servers: set one',
    ],
    [
      given > 0 && given < sasl.length,
      'QUOTEWRIGHT_KAFKA_SASL_MECHANISM, _USERNAME and _PASSWORD belong together',
    ],
    [
      config.kafkaTlsCa !== undefined && !config.kafkaTls,
      'QUOTEWRIGHT_KAFKA_TLS_CA means nothing without QUOTEWRIGHT_KAFKA_TLS=true',
    ],
    [isPartial, `a token issuer needs ${missing.join(' and ')}, too`],
    [
      isOpenToChange(config.authJwksUrl),
      'QUOTEWRIGHT_AUTH_JWKS_URL must be https: whoever can change the keys can be anybody',
    ],
    [
      asked > 0 && asked < introspection.length,
      'QUOTEWRIGHT_AUTH_INTROSPECTION_URL, _CLIENT_ID and _CLIENT_SECRET belong together',
    ],
    [
      isOpenToChange(authIntrospectionUrl),
      'QUOTEWRIGHT_AUTH_INTROSPECTION_URL must be https: whoever can change its answers can be anybody',
    ],
    [samePort, 'QUOTEWRIGHT_METRICS_PORT must differ from PORT'],
  ];
  return rules.filter(([broken]) => broken).map(([, problem]) => problem);
}

/** Whether somebody on the way could put words into the mouth of the server at this address. */
function isOpenToChange(address: string | undefined): boolean {
  const url = address === undefined ? null : URL.parse(address);
  return url?.protocol === 'http:' && !isLoopback(url.hostname.replace(/^\[(.*)\]$/, '$1'));
}
