import type { Limits } from '@quotewright/acceleration';
import type { DomainError } from '@quotewright/kernel';
import type { Registry } from 'prom-client';
import { currentScope } from '../telemetry/request-scope.ts';
import { type Attempt, attempt, type Outcome, type Sending } from './attempt.ts';
import type { Circuit } from './circuit.ts';
import type { ForcedPosition, ForcedPositions } from './circuit-overrides.ts';
import { fail } from './external-errors.ts';
import { externalMetrics } from './external-metrics.ts';
import type {
  ExternalAnswer,
  ExternalCall,
  ExternalClient,
  ExternalOperation,
  ExternalSystem,
} from './external-system.ts';
import { newPlaces } from './places.ts';
import { isPassing, isSafeToRepeat, pauseBefore } from './repetition.ts';
import { externalThrottle } from './throttle.ts';

export interface ExternalClientDeps {
  readonly limits: Limits;
  /** The circuit of an operation of this system. */
  readonly circuit: (operation: string) => Circuit;
  readonly forced: ForcedPositions;
  readonly registry: Registry;
  /** Milliseconds on a clock that only goes forward. */
  readonly monotonic: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Asks an external system: a place among the calls of this process, the circuit, its turn among those of all processes, and only then the
 * system; again where that is safe, until its deadline.
 */
export function externalClient<Operation extends string>(
  system: ExternalSystem<Operation>,
  deps: ExternalClientDeps,
): ExternalClient<Operation> {
  const { name } = system;
  const throttle = externalThrottle(deps.limits, system);
  const metrics = externalMetrics(deps.registry);
  // Who is urgent does not stand behind those who are not.
  const kept = Math.max(1, Math.floor(system.concurrency * system.throttle.reserved));
  const places = {
    high: newPlaces(kept, system.waiting),
    normal: newPlaces(system.concurrency - kept, system.waiting),
  };

  const notAsked = (outcome: Outcome) =>
    fail('EXTERNAL_TIMEOUT', `${name} was not asked in time`, known(name, outcome, 1));

  /** Whoever still waits for a place at the deadline, or has left, is told so. */
  async function place<T>(
    priority: 'high' | 'normal',
    deadline: number,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const overdue = new AbortController();
    const timer = setTimeout(() => overdue.abort(), deadline);
    const seating = await places[priority].take(AbortSignal.any([signal, overdue.signal]));
    clearTimeout(timer);
    if (seating === 'full')
      throw fail('EXTERNAL_BUSY', `${system.waiting} calls wait for ${name} already`, known(name, 'none', 1));
    if (seating === 'left') throw notAsked('none');
    try {
      return await work();
    } finally {
      places[priority].give();
    }
  }

  return {
    async call(operation, call) {
      const declared = system.operations[operation];
      const begun = deps.monotonic();
      try {
        const { priority = 'normal', signal = new AbortController().signal } = call;
        const answer = await place(priority, declared.deadline, signal, () =>
          asked(operation, declared, call, begun, signal),
        );
        metrics.ended(name, operation, 'answered', deps.monotonic() - begun);
        return answer;
      } catch (error) {
        metrics.ended(name, operation, codeOf(error), deps.monotonic() - begun);
        throw error;
      }
    },
  };

  async function asked(
    operation: Operation,
    declared: ExternalOperation,
    call: ExternalCall,
    begun: number,
    signal: AbortSignal,
  ): Promise<ExternalAnswer> {
    const circuit = deps.circuit(operation);
    const end = begun + declared.deadline;
    const left = () => end - deps.monotonic();
    const ordered = () =>
      deps.forced(call.tenant, circuit.id, Math.max(0, Math.min(MOST_PATIENCE, left() / 2)));
    const knowsRepeats = declared.repeatable || call.idempotencyKey !== undefined;
    // Whether an attempt before may have had its effect.
    let outcome: Outcome = 'none';
    for (let attempts = 1; ; attempts += 1) {
      let position = await ordered();
      // Before its turn: what is not sent takes nothing from those who send.
      if (isShut(circuit, position)) throw notCalled(circuit, position, outcome);
      // What was decided while it waited counts.
      if (await turn(operation, call, left, signal, outcome)) position = await ordered();
      if (left() <= 0 || signal.aborted) throw notAsked(outcome);
      const sending = sendingOf(declared, call, Math.min(declared.attemptTimeout, left()), signal);
      const result = await through(circuit, position, () => attempt(sending));
      if (result === undefined) throw notCalled(circuit, position, outcome);
      metrics.attempted(
        name,
        operation,
        result.kind === 'answered' ? statusClass(result.status) : result.why,
      );
      if (result.kind === 'answered' && result.status < 300) {
        return { status: result.status, body: result.body, attempts };
      }
      if (outcomeOf(result) === 'unknown') outcome = 'unknown';
      const pause = pauseBefore(result, attempts, deps.random());
      const goesOn =
        isPassing(result) && isSafeToRepeat(result, knowsRepeats) && attempts < declared.attempts;
      if (!goesOn || pause >= left()) throw refusalOf(name, result, outcome);
      await deps.pause(pause, signal);
    }
  }

  /** Waits for the turn of the call among those of all processes; whether there was anything to wait for. */
  async function turn(
    operation: Operation,
    { tenant, priority = 'normal' }: ExternalCall,
    left: () => number,
    signal: AbortSignal,
    outcome: Outcome,
  ): Promise<boolean> {
    for (let waited = false; ; waited = true) {
      if (left() <= 0 || signal.aborted) throw notAsked(outcome);
      const wait = await throttle(operation, tenant, priority);
      if (wait === 0) return waited;
      if (wait >= left()) {
        throw fail(
          'EXTERNAL_THROTTLED',
          `${name} may not be asked before`,
          known(name, outcome, wait / 1000),
        );
      }
      await deps.pause(wait, signal);
    }
  }

  function sendingOf(
    { method, path }: ExternalOperation,
    { params = {}, body, idempotencyKey }: ExternalCall,
    timeout: number,
    signal: AbortSignal,
  ): Sending {
    const scope = currentScope();
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, part: string) => {
      const value = params[part];
      if (value === undefined || NO_VALUES.has(value)) throw new TypeError(`${path} needs ${part}`);
      return encodeURIComponent(value);
    });
    const base = system.baseUrl.href.replace(/\/$/, '');
    return {
      url: new URL(`${base}${filled}`),
      method,
      headers: {
        ...system.headers?.(),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        ...(scope !== undefined && { traceparent: scope.traceparent }),
      },
      ...(body !== undefined && { body }),
      maxBytes: system.maxAnswerBytes,
      // What is left is no whole number, and a timer of the platform takes nothing else.
      timeout: Math.max(1, Math.floor(timeout)),
      signal,
    };
  }
}

function through(
  circuit: Circuit,
  position: ForcedPosition | undefined,
  send: () => Promise<Attempt>,
): Promise<Attempt | undefined> {
  if (position === 'open') return Promise.resolve(undefined);
  return position === 'closed' ? send() : circuit.run(send);
}

function isShut(circuit: Circuit, position: ForcedPosition | undefined): boolean {
  return position === 'open' || (position === undefined && circuit.refuses());
}

function notCalled(circuit: Circuit, position: ForcedPosition | undefined, outcome: Outcome): DomainError {
  const isForced = position === 'open';
  const by = isForced ? 'an operator has opened the circuit' : 'it has failed too often';
  const wait = isForced ? FORCED_RETRY_SECONDS : circuit.secondsUntilTried();
  return fail('CIRCUIT_OPEN', `${circuit.id} is not called: ${by}`, known(circuit.system, outcome, wait));
}

/** Are no step of a path: a URL resolves the dots. */
const NO_VALUES: ReadonlySet<string> = new Set(['', '.', '..']);

/** Milliseconds for which a call waits to hear what an operator has decided. */
const MOST_PATIENCE = 1_000;

/** An operator who has opened a circuit closes it when they are done. */
const FORCED_RETRY_SECONDS = 30;

const known = (system: string, outcome: Outcome, seconds: number) => ({
  system,
  outcome,
  retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
});

const statusClass = (status: number) => `${Math.floor(status / 100)}xx`;

const codeOf = (error: unknown) => (error as { readonly code?: string }).code ?? 'error';

/** Of one attempt: a refusal and a request to slow down say that nothing was done; anything else that is no success may have been. */
function outcomeOf(result: Attempt): Outcome {
  if (result.kind === 'unanswered') return result.outcome;
  return result.status < 500 && result.status !== 408 ? 'none' : 'unknown';
}

/** `outcome` of all attempts together: a refusal of the last one says nothing about those before it. */
function refusalOf(system: string, result: Attempt, outcome: Outcome): DomainError {
  if (result.kind === 'answered') {
    const { status } = result;
    if (status < 500 && !isPassing(result)) {
      return fail('EXTERNAL_REFUSED', `${system} answered ${status}`, { system, status, outcome });
    }
    return fail('EXTERNAL_UNAVAILABLE', `${system} answered ${status}`, {
      ...known(system, outcome, (result.retryAfter ?? 1_000) / 1000),
      status,
    });
  }
  const details = known(system, outcome, 1);
  if (result.why === 'timeout' || result.why === 'stopped') {
    return fail('EXTERNAL_TIMEOUT', `${system} did not answer in time`, details, result.cause);
  }
  if (result.why === 'connection') {
    return fail('EXTERNAL_UNAVAILABLE', `${system} cannot be reached`, details, result.cause);
  }
  return fail('EXTERNAL_ANSWER_INVALID', `the answer of ${system} is none: ${result.why}`, details);
}
