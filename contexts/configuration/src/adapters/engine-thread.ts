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

  /**
   * Sends requests under one number, with `pause` between them, and waits for the reply to the last. All go to one
   * thread or none counts: one that was started in between would not know the first.
   */
  async ask(
    requests: readonly [...Unnumbered<EngineRequest>[], Unnumbered<EngineRequest>],
    pause: () => Promise<unknown> = async () => {},
  ): Promise<EngineReply> {
    const worker = this.#started();
    const id = (this.#last += 1);
    const answered = new Promise<EngineReply>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    // Somebody may be told of a death before the last request is sent, and listens only after.
    answered.catch(() => {});
    // Only somebody who waits keeps the process alive.
    worker.ref();
    try {
      for (const [index, request] of requests.entries()) {
        if (index > 0) await pause();
        if (this.#waiting.has(id)) worker.postMessage({ ...request, id });
      }
    } catch (error) {
      this.#settle(worker, id)?.reject(error);
    }
    const reply = await answered;
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
    worker.on('message', (reply: EngineReply) => this.#settle(worker, reply.id)?.resolve(reply));
    worker.on('messageerror', (error) => this.#died(worker, error));
    worker.on('error', (error) => this.#died(worker, error));
    worker.on('exit', (code) => this.#died(worker, new Error(`the thread ended with ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) worker.unref();
    return waiting;
  }

  #died(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#refuseAll(fail('ENGINE_UNAVAILABLE', 'the thread of the engine has died', {}, cause));
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
