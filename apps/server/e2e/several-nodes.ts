import { join } from 'node:path';
import { tenantId } from '@quotewright/kernel';
import { DevelopmentIssuer } from '@quotewright/platform/auth';
import { type Installation, newInstallation, type RunningServer } from './server-process.ts';

/** The services that all nodes share. */
export interface SharedServices {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly kafka?: { readonly brokers: string; readonly prefix: string };
  /** Further settings of all nodes. */
  readonly settings?: NodeJS.ProcessEnv;
}

/** Several servers of one installation, each a process of its own, as on several machines. */
export interface SeveralNodes {
  readonly installation: Installation;
  readonly nodes: readonly ServerNode[];
  /** For somebody of the tenant, who is called as the role is. */
  token(role: string): Promise<string>;
  stop(): Promise<void>;
}

export interface ServerNode {
  readonly name: string;
  /** Changes with each start. */
  readonly url: string;
  /** How often it was ended: what is said about a process ends with it. */
  readonly life: number;
  readonly isUp: boolean;
  /** All that its processes have printed. */
  output(): string;
  onLine(listener: (line: string) => void): void;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM. Answers with the exit status. */
  stop(): Promise<number | null>;
  /** After its end. */
  start(): Promise<void>;
}

/** With one tenant, which exists before the first node starts. */
export async function startSeveralNodes(
  names: readonly string[],
  tenant: string,
  { databaseUrl, redisUrl, kafka, settings }: SharedServices,
): Promise<SeveralNodes> {
  const installation = await newInstallation({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    // Readers in a loop, and a Redis that dies: what they find is asked, not how often they may ask.
    QUOTEWRIGHT_RATE_LIMITS: 'off',
    ...(kafka && { KAFKA_BROKERS: kafka.brokers, QUOTEWRIGHT_KAFKA_PREFIX: kafka.prefix }),
    ...settings,
  });
  try {
    await installation.command('tenant', 'create', tenant, '--currency', 'EUR');
    const nodes = await Promise.all(names.map((name) => startNode(installation, name)));
    const issuer = await DevelopmentIssuer.open(join(installation.directory, 'data'));
    return {
      installation,
      nodes,
      token: (role) => issuer.mintToken({ tenant: tenantId(tenant), subject: role, roles: [role] }),
      stop: () => installation.remove(),
    };
  } catch (error) {
    await installation.remove();
    throw error;
  }
}

async function startNode(installation: Installation, name: string): Promise<ServerNode> {
  const listeners: ((line: string) => void)[] = [];
  const servers: RunningServer[] = [];
  let life = 0;
  let isUp = false;
  const start = async () => {
    const server = await installation.start();
    for (const listener of listeners) server.onLine(listener);
    servers.push(server);
    isUp = true;
  };
  const current = () => servers.at(-1) as RunningServer;
  const end = <T>(how: (server: RunningServer) => Promise<T>): Promise<T> => {
    isUp = false;
    life += 1;
    return how(current());
  };
  await start();
  return {
    name,
    get url() {
      return current().url;
    },
    get life() {
      return life;
    },
    get isUp() {
      return isUp;
    },
    output: () => servers.map((server) => server.output()).join(''),
    onLine(listener) {
      listeners.push(listener);
      current().onLine(listener);
    },
    kill: () => end((server) => server.kill()),
    stop: () => end((server) => server.stop()),
    start,
  };
}
