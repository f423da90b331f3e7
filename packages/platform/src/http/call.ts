import { canonicalJson, contentHash, sha256 } from '@quotewright/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../auth/principal.ts';
import type { Reach } from '../auth/reach.ts';
import { notedReads } from '../cache/request-reads.ts';
import { confirmedInput } from '../confirmations/confirmed-input.ts';
import { confirmationRequired, confirmed } from '../confirmations/confirmed-work.ts';
import { type CommandPointers, type IdempotentRequest, runIdempotent } from '../idempotency/index.ts';
import type { NewQuestion } from '../jobs/job.ts';
import { enqueueQuestion } from '../jobs/job-question.ts';
import type { RequestLimits, RouteLimit } from '../limits/index.ts';
import type { Database } from '../postgres/database.ts';
import type { Tx } from '../postgres/tx.ts';
import { type Answer, accepted } from './answer.ts';
import { clientGone } from './client-gone.ts';
import { fail } from './errors.ts';
import { isUnparsed } from './media-types.ts';
import { charge } from './rate-limit.ts';
import { idempotencyKey, ifMatchTag, minVersions, single } from './request-headers.ts';
import type { Call, RawBody, RequestOrigin, Route } from './route.ts';
import { validateInput } from './validation.ts';

export interface CallContext {
  readonly database: Database;
  /** Ends when the server gives up waiting for its requests. */
  readonly shutdown: AbortSignal;
  /** Absent: no command is known before its row is read. */
  readonly commandPointers?: CommandPointers;
  /** Absent: nobody is limited. */
  readonly rateLimits?: RequestLimits;
}

interface Input {
  readonly params: any;
  readonly query: any;
  readonly body: any;
}

/** The headers that steer a command, read and refused before the handler runs. */
interface Steering {
  readonly confirmation?: string;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  readonly minVersion: Readonly<Record<string, number>>;
}

/** Makes the call of one request: validates its input and its headers. Throws the refusals of `httpErrors`. */
export function openCall(route: Route, context: CallContext, request: FastifyRequest, reply: FastifyReply) {
  const input = validateInput(route, request, request.exchange.rawBody);
  return new RequestCall(route, context, request, reply, input, steeringOf(route, request));
}

function steeringOf(route: Route, request: FastifyRequest): Steering {
  const header = (name: string) => single(request.headers[name]);
  const key = route.idempotency === undefined ? undefined : idempotencyKey(header('idempotency-key'));
  if (route.idempotency === 'required' && key === undefined) {
    throw fail(
      'IDEMPOTENCY_KEY_REQUIRED',
      'send a fresh Idempotency-Key with each new command, and the same one with its repeats',
    );
  }
  const ifMatch = route.method === 'GET' ? undefined : ifMatchTag(header('if-match'));
  if (route.ifMatch === true && ifMatch === undefined) {
    throw fail('IF_MATCH_REQUIRED', 'send If-Match with the ETag of the representation that you saw');
  }
  const confirmation = route.confirmation && header('quotewright-confirmation');
  // With a key it may be a repeat, which needs no second token: decided once it is known to be none.
  if (route.confirmation !== undefined && confirmation === undefined && key === undefined) {
    throw confirmationRequired(route);
  }
  return {
    ...(confirmation === undefined ? {} : { confirmation }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    minVersion: minVersions(header('quotewright-min-version')),
  };
}

class RequestCall implements Call<any, any, any> {
  readonly params: any;
  readonly query: any;
  readonly body: any;
  readonly traceId: string;
  readonly rawBody?: RawBody;
  readonly ifMatch?: string;
  readonly minVersion: Readonly<Record<string, number>>;
  readonly #route: Route;
  readonly #context: CallContext;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #idempotencyKey: string | undefined;
  readonly #confirmation: string | undefined;
  #signal: AbortSignal | undefined;

  constructor(
    route: Route,
    context: CallContext,
    request: FastifyRequest,
    reply: FastifyReply,
    input: Input,
    steering: Steering,
  ) {
    this.#route = route;
    this.#context = context;
    this.#request = request;
    this.#reply = reply;
    this.params = input.params;
    this.query = input.query;
    this.body = input.body;
    this.traceId = request.exchange.trace.traceId;
    this.minVersion = steering.minVersion;
    this.#idempotencyKey = steering.idempotencyKey;
    this.#confirmation = steering.confirmation;
    const { rawBody } = request.exchange;
    if (route.media !== undefined && rawBody !== undefined) this.rawBody = rawBody;
    if (steering.ifMatch !== undefined) this.ifMatch = steering.ifMatch;
  }

  get principal(): Principal {
    const { principal } = this.#request.exchange;
    if (principal === undefined) throw new Error(`${this.#route.operationId} is public: it has no principal`);
    return principal;
  }

  get reach(): Reach {
    const { reach } = this.#request.exchange;
    if (reach === undefined)
      throw new Error(`${this.#route.operationId} asks for no permission: it has no reach`);
    return reach;
  }

  get origin(): RequestOrigin {
    const { ip, headers } = this.#request;
    const userAgent = single(headers['user-agent'])?.slice(0, 500);
    return { address: ip, ...(userAgent === undefined ? {} : { userAgent }) };
  }

  /** Made on demand: most handlers never ask. */
  get signal(): AbortSignal {
    this.#signal ??= AbortSignal.any([clientGone(this.#reply), this.#context.shutdown]);
    return this.#signal;
  }

  async charge(limit: Pick<RouteLimit, 'class' | 'cost'>): Promise<void> {
    const { rateLimits } = this.#context;
    if (rateLimits !== undefined) await charge(this.#route, rateLimits, limit, this.#request, this.#reply);
  }

  read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const { reads } = this.#request.exchange;
    return this.#context.database.withTenant(this.principal.tenant, 'read', async (tx) => {
      try {
        return await work(tx);
      } finally {
        reads.push(...notedReads(tx));
      }
    });
  }

  write(work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
    if (this.#route.question === true)
      throw new Error(`${this.#route.operationId} only asks: it must not write`);
    const { database, commandPointers: pointers } = this.#context;
    const key = this.#idempotencyKey;
    const allowed = this.#route.confirmation === undefined ? work : this.#confirmed(work);
    if (key === undefined) return database.withTenant(this.principal.tenant, 'write', allowed);
    return runIdempotent(database, this.#command(key), allowed, pointers && { pointers });
  }

  later(question: Omit<NewQuestion, 'actor'>): Promise<Answer> {
    if (this.#route.confirmation !== undefined)
      throw new Error(`${this.#route.operationId} has to be confirmed: it must write`);
    return this.#context.database.withTenant(this.principal.tenant, 'write', async (tx) =>
      accepted(await enqueueQuestion(tx, { ...question, actor: this.principal })),
    );
  }

  #confirmed(work: (tx: Tx) => Promise<Answer>): (tx: Tx) => Promise<Answer> {
    const { params, query, body } = this.#request;
    const use = {
      principal: this.principal,
      action: this.#route.operationId,
      inputHash: confirmedInput({ params, query, body }),
    };
    return confirmed(this.#route, use, this.#confirmation, work);
  }

  #command(key: string): IdempotentRequest {
    const { tenant, subject, clientId } = this.principal;
    const { method, path, operationId } = this.#route;
    const { query, body = null, exchange } = this.#request;
    const { rawBody } = exchange;
    const sent = isUnparsed(rawBody) ? { type: rawBody.mediaType, hash: sha256(rawBody.bytes) } : body;
    return {
      tenant,
      // The same person through another client is another caller.
      principal: canonicalJson([subject, clientId ?? null]),
      operation: operationId,
      key,
      requestHash: contentHash({
        method,
        path,
        params: this.params,
        query: { ...(query as object) },
        body: sent,
      }),
    };
  }
}
