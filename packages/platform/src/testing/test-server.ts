import type { Clock } from '@quotewright/kernel';
import { DomainError } from '@quotewright/kernel';
import type { Authorizer } from '../auth/index.ts';
import {
  createHttpServer,
  type HttpModule,
  type HttpServer,
  type HttpServerOptions,
  platformModule,
} from '../http/index.ts';
import type { Database } from '../postgres/index.ts';
import { createLogger, createMetrics } from '../telemetry/index.ts';
import { authorizationOf, type TestPrincipal, testAuthenticator } from './test-authenticator.ts';

export { authorizationOf, principalOf, type TestPrincipal, testAuthenticator } from './test-authenticator.ts';

export interface TestServerOptions {
  readonly modules: readonly HttpModule[];
  readonly database: Database;
  readonly clock?: Clock;
  /** Default: the roles that the modules' permissions name by default. */
  readonly authorizer?: Authorizer;
  /** Anything else of the real server, to be replaced. */
  readonly overrides?: Partial<HttpServerOptions>;
}

export interface TestRequest {
  /** Without it the request carries no token. */
  readonly as?: TestPrincipal;
  /** Sent as JSON; a string or Buffer is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed body, where it is JSON. */
  readonly json: any;
  readonly text: string;
}

export interface TestServer {
  /** `path` below `/api/v1`, such as `/quotes`; a path of the server itself starts with `//`, such as `//health/live`. */
  request(method: string, path: string, request?: TestRequest): Promise<TestAnswer>;
  readonly server: HttpServer;
  close(): Promise<void>;
}

/** The real HTTP server over the given modules, without a socket, in which a test says who it is. */
export async function testServer(options: TestServerOptions): Promise<TestServer> {
  const server = await createHttpServer({
    modules: options.modules,
    database: options.database,
    authenticator: testAuthenticator,
    authorizer: options.authorizer ?? defaultRolesAuthorizer(options.modules),
    logger: createLogger({ level: 'silent', format: 'json' }),
    metrics: createMetrics(),
    apiInfo: { title: 'Quotewright', version: '0.0.0-test' },
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...options.overrides,
  });
  return {
    server,
    request: (method, path, request = {}) => send(server, method, path, request),
    close: () => server.close(0),
  };
}

/** Allows what the modules' default roles allow, in every tenant. */
export function defaultRolesAuthorizer(modules: readonly HttpModule[]): Authorizer {
  const definitions = [platformModule(), ...modules].flatMap((module) => module.permissions);
  const rolesOf = new Map<string, readonly string[]>(
    definitions.map(({ permission, defaultRoles }) => [permission, [...defaultRoles, 'admin']]),
  );
  return {
    authorize: async (principal, permission) => {
      if (rolesOf.get(permission)?.some((role) => principal.roles.includes(role))) return 'all';
      throw new DomainError('FORBIDDEN', 'forbidden', `${principal.subject} has no role with ${permission}`);
    },
  };
}

async function send(
  server: HttpServer,
  method: string,
  path: string,
  request: TestRequest,
): Promise<TestAnswer> {
  const isRaw = typeof request.body === 'string' || Buffer.isBuffer(request.body);
  const response = await server.inject({
    method: method as 'GET',
    url: path.startsWith('//') ? path.slice(1) : `/api/v1${path}`,
    headers: {
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request.as === undefined ? {} : { authorization: authorizationOf(request.as) }),
      ...request.headers,
    },
    ...(request.body === undefined ? {} : { payload: isRaw ? request.body : JSON.stringify(request.body) }),
  });
  const isJson = String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    headers: response.headers as Readonly<Record<string, string | undefined>>,
    json: isJson && response.payload !== '' ? JSON.parse(response.payload) : undefined,
    text: response.payload,
  };
}
