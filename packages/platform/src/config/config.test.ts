import { describe, expect, it } from 'vitest';
import { describeConfig, settingsHelp, settingsMarkdown } from './describe-settings.ts';
import { ConfigError, loadConfig } from './load-config.ts';
import { SETTINGS } from './settings.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

const ISSUER = {
  QUOTEWRIGHT_AUTH_ISSUER: 'https://login.example',
  QUOTEWRIGHT_AUTH_AUDIENCE: 'quotewright',
  QUOTEWRIGHT_AUTH_JWKS_URL: 'https://login.example/keys',
};

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDirectory: '.quotewright',
      roles: ['api', 'worker', 'relay'],
      demo: true,
      databaseStatementTimeout: 15_000,
    });
    expect(config.databaseUrl).toBeUndefined();
  });

  it('reads numbers, durations, lists and switches', () => {
    const config = loadConfig({
      PORT: '0',
      QUOTEWRIGHT_SHUTDOWN_DEADLINE: '2m',
      QUOTEWRIGHT_DATABASE_LOCK_TIMEOUT: '250ms',
      QUOTEWRIGHT_ROLES: 'worker, worker',
      QUOTEWRIGHT_DEMO: 'false',
    });
    expect(config).toMatchObject({
      port: 0,
      shutdownDeadline: 120_000,
      databaseLockTimeout: 250,
      roles: ['worker'],
      demo: false,
    });
  });

  it('takes an empty variable as one that is not set', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' }).port).toBe(3000);
  });

  it('names every problem at once', () => {
    expect(problemsOf({ PORT: '70000', QUOTEWRIGHT_ROLES: 'api,king', QUOTEWRIGHT_DEMO: 'yes' })).toEqual([
      'PORT must be a port, 0 to 65535',
      'QUOTEWRIGHT_ROLES must be a list of api, worker, relay',
      'QUOTEWRIGHT_DEMO must be true or false',
    ]);
  });

  it('refuses a variable of ours that it does not know, and says which was meant', () => {
    expect(problemsOf({ QUOTEWRIGHT_LOG_LEVLE: 'info', QUOTEWRIGHT_UNHEARD_OF_THING: '1' })).toEqual([
      'QUOTEWRIGHT_LOG_LEVLE is not a setting; did you mean QUOTEWRIGHT_LOG_LEVEL?',
      'QUOTEWRIGHT_UNHEARD_OF_THING is not a setting',
    ]);
  });

  it('leaves alone what is for clients, tests and other programs', () => {
    expect(
      problemsOf({ QUOTEWRIGHT_TOKEN: 'x', QUOTEWRIGHT_TEST_RUN: '1', PATH: '/bin', KAFKA_HEAP_OPTS: 'x' }),
    ).toEqual([]);
  });

  it('reads addresses and sizes', () => {
    const config = loadConfig({
      KAFKA_BROKERS: 'broker-1:9092, [::1]:9093',
      QUOTEWRIGHT_CACHE_MEMORY: '2MiB',
    });
    expect(config.kafkaBrokers).toEqual([
      { host: 'broker-1', port: 9092 },
      { host: '::1', port: 9093 },
    ]);
    expect(config.cacheMemory).toBe(2 * 1_024 * 1_024);
    expect(loadConfig({ QUOTEWRIGHT_BODY_MEMORY: '64MiB' }).bodyMemory).toBe(67_108_864);
    expect(problemsOf({ QUOTEWRIGHT_BODY_MEMORY: '63MiB' })).toEqual([
      'QUOTEWRIGHT_BODY_MEMORY must be 64MiB or more',
    ]);
    for (const wrong of ['broker', 'broker:0', 'broker:70000', 'a:1,,b:2', 'kafka://a:1']) {
      expect(problemsOf({ KAFKA_BROKERS: wrong })).toHaveLength(1);
    }
  });

  it('wants one store, and a login whole', () => {
    expect(problemsOf({ REDIS_URL: 'redis://a', QUOTEWRIGHT_REDIS_CLUSTER: 'b:6379' })).toHaveLength(1);
    expect(problemsOf({ QUOTEWRIGHT_KAFKA_SASL_USERNAME: 'a' })).toHaveLength(1);
    expect(problemsOf({ QUOTEWRIGHT_KAFKA_TLS_CA: 'ca.pem' })).toHaveLength(1);
  });

  it('wants introspection whole, and over https', () => {
    const asked = {
      QUOTEWRIGHT_AUTH_INTROSPECTION_URL: 'https://login.example/introspect',
      QUOTEWRIGHT_AUTH_INTROSPECTION_CLIENT_ID: 'quotewright',
      QUOTEWRIGHT_AUTH_INTROSPECTION_CLIENT_SECRET: 'secret',
    };
    expect(problemsOf(asked)).toEqual([]);
    expect(problemsOf({ ...asked, ...ISSUER })).toEqual([]);
    expect(problemsOf({ ...asked, QUOTEWRIGHT_AUTH_AUDIENCE: 'quotewright' })).toEqual([]);
    expect(problemsOf({ ...asked, QUOTEWRIGHT_AUTH_INTROSPECTION_CLIENT_SECRET: '' })).toEqual([
      'QUOTEWRIGHT_AUTH_INTROSPECTION_URL, _CLIENT_ID and _CLIENT_SECRET belong together',
    ]);
    const http = { ...asked, QUOTEWRIGHT_AUTH_INTROSPECTION_URL: 'http://login.example/introspect' };
    expect(problemsOf(http)[0]).toMatch('QUOTEWRIGHT_AUTH_INTROSPECTION_URL must be https');
    const local = { ...asked, QUOTEWRIGHT_AUTH_INTROSPECTION_URL: 'http://[::1]:9000/introspect' };
    expect(problemsOf(local)).toEqual([]);
  });

  it('wants a token issuer whole', () => {
    expect(problemsOf(ISSUER)).toEqual([]);
    expect(problemsOf({ QUOTEWRIGHT_AUTH_ISSUER: 'https://login.example' })).toEqual([
      'a token issuer needs QUOTEWRIGHT_AUTH_AUDIENCE and QUOTEWRIGHT_AUTH_JWKS_URL, too',
    ]);
  });

  it('takes signing keys over https, or from this machine', () => {
    const from = (url: string) => problemsOf({ ...ISSUER, QUOTEWRIGHT_AUTH_JWKS_URL: url });
    expect(from('http://127.0.0.1:8080/keys')).toEqual([]);
    expect(from('http://[::1]:8080/keys')).toEqual([]);
    expect(from('http://login.example/keys')).toHaveLength(1);
    expect(from('file:///etc/keys')).toHaveLength(1);
  });

  it('cannot be told to accept unsigned or shared-secret tokens', () => {
    for (const algorithm of ['none', 'HS256']) {
      expect(problemsOf({ QUOTEWRIGHT_AUTH_ALGORITHMS: algorithm })).toHaveLength(1);
    }
  });

  it('never shows the database password: not in problems, not when described', () => {
    const url = 'postgres://owner:hunter2@db/quotes';
    expect(JSON.stringify(describeConfig(loadConfig({ DATABASE_URL: url })))).not.toContain('hunter2');
    expect(() => loadConfig({ DATABASE_URL: 'mysql://owner:hunter2@db/quotes', PORT: 'x' })).toThrow(
      ConfigError,
    );
    expect(problemsOf({ DATABASE_URL: 'mysql://owner:hunter2@db/quotes' }).join()).not.toContain('hunter2');
  });

  it('is explained in full by help and by the reference page', () => {
    for (const { env } of Object.values(SETTINGS)) {
      expect(settingsHelp()).toContain(env);
      expect(settingsMarkdown()).toContain(`| \`${env}\` |`);
    }
  });
});
