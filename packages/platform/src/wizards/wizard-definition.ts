import type { JsonObject } from '@quotewright/kernel';
import type { z } from 'zod';
import type { Permission, Principal } from '../auth/principal.ts';
import type { Reach } from '../auth/reach.ts';
import type { Answer } from '../http/answer.ts';
import type { RouteLimit } from '../limits/endpoint-class.ts';
import type { Tx } from '../postgres/tx.ts';

/** What a step may use. It changes nothing: the notes it leaves are written when it has ended. */
export interface WizardDesk {
  readonly principal: Principal;
  /** Whose objects the caller holds the wizard's permission for. */
  readonly reach: Reach;
  /** Runs `work` in a read-only transaction of the caller's tenant. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  readonly signal: AbortSignal;
}

export interface StepOutcome {
  /** For the steps behind and the commit, small: at most 64 KiB for all steps together. */
  readonly keep: JsonObject;
  /** For the person; as small. */
  readonly view?: JsonObject;
  /** The id of the file that the wizard is about. */
  readonly file?: string;
}

/** `State`: what the steps keep, by their names. */
export interface WizardStep<State, Input = any> {
  /** Part of the address: `upload`. */
  readonly name: string;
  readonly title: string;
  readonly input: z.ZodType<Input>;
  /**
   * `state` has what the steps before it have kept, and nothing of those behind it. Outside of any transaction: it may take its time.
   * What it throws leaves the wizard as it was.
   */
  run(desk: WizardDesk, state: State, input: Input): Promise<StepOutcome>;
}

/**
 * Work in several steps, each of which looks and tells, and a commit that does it all at once. A wizard that expires on the way has
 * changed nothing.
 */
export interface WizardDefinition<State = any> {
  /** `catalog-import`. */
  readonly type: string;
  readonly title: string;
  /** Asked of the Authorizer before each step and before the commit, as for a change. */
  readonly permission: Permission;
  /** What the commit costs on top of its route, in the class of the operation it stands for. Taken before `commit`. */
  readonly limit: Pick<RouteLimit, 'class' | 'cost'>;
  /** In their order. A step may be done again: those behind it are then to be done again, too. */
  readonly steps: readonly WizardStep<State>[];
  /** Does it, in the transaction that ends the wizard. What it throws leaves the wizard as it was. */
  commit(tx: Tx, by: Pick<WizardDesk, 'principal' | 'reach'>, state: State): Promise<Answer>;
}
