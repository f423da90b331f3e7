import type { FastifyReply, FastifyRequest } from 'fastify';
import { fail } from './errors.ts';

/** A body of no more bytes is not counted: it weighs what the headers of any request may weigh. */
const SMALL_BYTES = 16_384;
const RETRY_AFTER_SECONDS = 5;

/** What the large bodies of the requests under way may take of the memory of this process, in bytes. */
export class BodyMemory {
  readonly #total: number;
  readonly #mostOfOne: number;
  #taken = 0;
  readonly #takenBy = new Map<string, number>();

  constructor(total: number) {
    this.#total = total;
    // Whatever one tenant sends, there is room for the others.
    this.#mostOfOne = total / 2;
  }

  /** `false`, and nothing is taken: there is no room for so many bytes of this tenant. */
  take(tenant: string, bytes: number): boolean {
    const own = this.#takenBy.get(tenant) ?? 0;
    if (this.#taken + bytes > this.#total || own + bytes > this.#mostOfOne) return false;
    this.#taken += bytes;
    this.#takenBy.set(tenant, own + bytes);
    return true;
  }

  /** Once for everything that was taken. */
  giveBack(tenant: string, bytes: number): void {
    const left = (this.#takenBy.get(tenant) ?? 0) - bytes;
    this.#taken -= bytes;
    if (left > 0) this.#takenBy.set(tenant, left);
    else this.#takenBy.delete(tenant);
  }
}

/** Takes the memory for a body before a byte of it is read, until its request has ended. Throws `BODY_MEMORY_EXHAUSTED`. */
export function reserveBody(memory: BodyMemory) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const bytes = bytesToRead(request);
    // Nobody reads for a sender who has gone, and no event would tell of the end.
    if (bytes <= SMALL_BYTES || request.raw.socket.destroyed) return;
    const tenant = request.exchange.principal?.tenant ?? '';
    if (!memory.take(tenant, bytes)) {
      // Or the body would be waited for, to be thrown away.
      reply.header('connection', 'close');
      throw fail('BODY_MEMORY_EXHAUSTED', 'too many large bodies are under way: send this one again later', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    onceEnded(request, reply, () => memory.giveBack(tenant, bytes));
  };
}

/** As its headers announce it; without a length it is as much as the route takes. Of a body that is too large nothing is read. */
function bytesToRead({ headers, routeOptions }: FastifyRequest): number {
  const announced = headers['content-length'];
  const isChunked = headers['transfer-encoding'] !== undefined;
  if (announced === undefined && !isChunked) return 0;
  const { bodyLimit } = routeOptions;
  if (isChunked) return bodyLimit;
  return Number(announced) > bodyLimit ? 0 : Number(announced);
}

/** Calls `end` once: after the answer or the connection, whichever ends first, and after the work that has the body. */
function onceEnded({ raw, exchange }: FastifyRequest, reply: FastifyReply, end: () => void): void {
  const { socket } = raw;
  const closed = () => {
    socket.off('close', closed);
    reply.raw.off('close', closed);
    if (exchange.work === undefined) end();
    else void exchange.work.then(end, end);
  };
  // With Node.js 22 an answer that waits for its turn on the connection does not close with it.
  socket.on('close', closed);
  reply.raw.on('close', closed);
}
