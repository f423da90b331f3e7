import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from './answer.ts';
import { cacheStatus } from './cache-status.ts';
import { contentTag, noneMatchNames } from './conditional.ts';
import type { Problem } from './problem.ts';
import { PROBLEM_TYPE } from './problem.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

interface Payload {
  readonly content: Uint8Array;
  readonly contentType: string;
}

/**
 * Sends an answer. The body is serialised once, and the ETag is over the very bytes that are sent; a GET
 * whose representation the caller has already is 304 without them.
 */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const payload = payloadOf(answer);
  reply.code(answer.status);
  setHeaders(reply, answer.headers);
  setPrivacy(request, reply);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead || request.routeOptions.config.route?.question === true) {
    reply.header('cache-status', cacheStatus(request.exchange.reads));
  }
  const isKnown =
    isRead && answer.status === 200 && payload !== undefined && isKnownToCaller(request, reply, payload);
  if (isKnown) return reply.code(304).send();
  if (payload === undefined) return reply.send();
  return reply.header('content-type', payload.contentType).send(payload.content);
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  setHeaders(reply, problem.headers);
  setPrivacy(request, reply);
  return reply
    .code(problem.status)
    .header('content-type', PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(problem.document)));
}

function payloadOf(answer: Answer): Payload | undefined {
  if (answer.bytes !== undefined) return answer.bytes;
  if (answer.body === undefined) return undefined;
  return { content: Buffer.from(JSON.stringify(answer.body)), contentType: JSON_TYPE };
}

function isKnownToCaller(request: FastifyRequest, reply: FastifyReply, payload: Payload): boolean {
  const given = reply.getHeader('etag');
  const etag = typeof given === 'string' ? given : contentTag(payload.content);
  reply.header('etag', etag);
  return noneMatchNames(request.headers['if-none-match'], etag);
}

function setHeaders(reply: FastifyReply, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
}

/** Answers to a known caller stay with that caller. */
function setPrivacy(request: FastifyRequest, reply: FastifyReply): void {
  if (request.exchange.principal === undefined) return;
  // Known without a token: by the cookie of a session.
  const vary = request.headers.authorization === undefined ? 'Authorization, Cookie' : 'Authorization';
  reply.header('cache-control', 'private, no-cache').header('vary', vary);
}
