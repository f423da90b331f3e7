import { Worker } from 'node:worker_threads';
import { DomainError } from '@quotewright/kernel';
import { fail } from '../domain/errors.ts';
import type { EngineFailure, EngineReply, EngineRequest } from './engine-messages.ts';

type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

interface Waiting {
  readonly resolve: (reply: EngineReply) => void;
  readonly reject: (error: unknown) => void;
}

/** What the explicit stacks of the engine do not need, parsing of deep documents might. */
const STACK_MEGABYTES = 16;

const ENGINE_WORKER = new URL('./engine-worker.ts', import.meta.url);

/** A thread that is started when it is first asked, and again when it has died: whoever waited is told. */
export class EngineThread {
  readonly #script: URL;
  #worker: Worker | undefined;
  #isClosed = false;
  #last = 0;
  readonly #waiting = new Map<number, Waiting>();

  constructor(script = ENGINE_WORKER) {
    this.#script = script;
  }

  /** A number for a request of several messages. */
  number(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Sends what has no reply of its own. */
  send(request: EngineRequest): void {
    this.#started().postMessage(request);
  }

  async ask(request: Unnumbered<EngineRequest>, id = this.number()): Promise<EngineReply> {
    const reply = await new Promise<EngineReply>((resolve, reject) => {
      const worker = this.#started();
      this.#waiting.set(id, { resolve, reject });
      // Only somebody who waits keeps the process alive.
      worker.ref();
      worker.postMessage({ ...request, id });
    });
    if (reply.kind === 'failed') throw errorOf(reply.failure);
    return reply;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#refuseAll(fail('ENGINE_CLOSED', 'the engine has been closed'));
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#isClosed) throw fail('ENGINE_CLOSED', 'the engine has been closed');
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#script, {
      resourceLimits: { stackSizeMb: STACK_MEGABYTES },
    });
    worker.unref();
    worker.on('message', (reply: EngineReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (this.#waiting.size === 0) worker.unref();
      waiting?.resolve(reply);
    });
    worker.on('error', (error) => this.#died(worker, error));
    worker.on('exit', (code) => this.#died(worker, new Error(`the thread of the engine ended with ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #died(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#refuseAll(error);
  }

  #refuseAll(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function errorOf({ message, stack, refusal }: EngineFailure): Error {
  if (refusal !== undefined) return new DomainError(refusal.code, refusal.kind, message, refusal.details);
  const error = new Error(message);
  error.stack = stack;
  return error;
}
