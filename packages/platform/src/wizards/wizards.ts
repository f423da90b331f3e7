import { newUuid } from '@quotewright/kernel';
import { appendAudit } from '../audit/audit-trail.ts';
import type { Authorizer, Principal } from '../auth/principal.ts';
import type { Reach } from '../auth/reach.ts';
import type { Answer } from '../http/answer.ts';
import { validMember } from '../http/validation.ts';
import type { Tx } from '../postgres/tx.ts';
import {
  LIFETIME_MS,
  MAX_OPEN,
  reachStep,
  requireComplete,
  requireOpen,
  requireVersion,
  type Wizard,
  withStep,
} from './wizard.ts';
import type { WizardDefinition, WizardDesk } from './wizard-definition.ts';
import { fail } from './wizard-errors.ts';
import { deleteWizard, findWizard, insertWizard, lockAndCountOpen, saveWizard } from './wizard-store.ts';

export interface WizardsDeps {
  readonly definitions: readonly WizardDefinition[];
  /** Says whether the caller may do what the wizard does. */
  readonly authorizer: Authorizer;
}

export interface StepOrder {
  readonly id: string;
  readonly step: string;
  /** Of the caller, not yet looked at. */
  readonly input: unknown;
  readonly expectedVersion: string;
}

/** What can be done with wizards, each seen by its subject alone. */
export interface Wizards {
  /** Throws `WIZARD_TYPE_UNKNOWN`, and `FORBIDDEN` when the caller may not do what it does. Outside of transactions. */
  admit(actor: Principal, type: string): Promise<Reach>;
  /** What the commit of such a wizard costs. Throws `WIZARD_TYPE_UNKNOWN`. */
  limitOf(type: string): WizardDefinition['limit'];
  /** Throws `WIZARD_LIMIT_REACHED`. */
  begin(tx: Tx, actor: Principal, type: string): Promise<Wizard>;
  /** Throws `WIZARD_NOT_FOUND`. */
  find(tx: Tx, reader: Principal, id: string): Promise<Wizard>;
  /** Runs the step and gives what is to be written; refuses what `advance` would refuse, before it does any work. */
  step(desk: Omit<WizardDesk, 'reach'>, order: StepOrder): Promise<Advance>;
  commit(
    tx: Tx,
    by: Pick<WizardDesk, 'principal' | 'reach'>,
    order: Pick<StepOrder, 'id' | 'expectedVersion'>,
  ): Promise<Answer>;
  /** Throws `WIZARD_COMMITTED`: that one stays, so that a repeated commit finds its answer. */
  abandon(tx: Tx, actor: Principal, id: string): Promise<void>;
  /** Undefined where this release has none of the type any more. */
  definitionOf(type: string): WizardDefinition | undefined;
}

/** Writes the step down, unless somebody was faster. */
export type Advance = (tx: Tx) => Promise<Wizard>;

/** Throws where two definitions are of one type. */
export function wizards({ definitions, authorizer }: WizardsDeps): Wizards {
  const byType = new Map(definitions.map((definition) => [definition.type, definition]));
  if (byType.size < definitions.length) throw new Error('two wizards are of one type');

  function definitionOf(type: string): WizardDefinition {
    const definition = byType.get(type);
    if (definition !== undefined) return definition;
    throw fail('WIZARD_TYPE_UNKNOWN', `the types are ${[...byType.keys()].join(', ')}`);
  }

  async function find(tx: Tx, { subject }: Principal, id: string): Promise<Wizard> {
    const wizard = await findWizard(tx, subject, id);
    if (wizard === undefined) throw fail('WIZARD_NOT_FOUND', `there is no wizard ${id}`);
    return wizard;
  }

  async function findOpen(tx: Tx, actor: Principal, id: string, expectedVersion: string): Promise<Wizard> {
    const wizard = await find(tx, actor, id);
    requireOpen(wizard, tx.now);
    requireVersion(wizard, expectedVersion);
    return wizard;
  }

  const admit = async (actor: Principal, type: string) =>
    authorizer.authorize(actor, definitionOf(type).permission, 'change');

  return {
    admit,
    find,
    definitionOf: (type) => byType.get(type),
    limitOf: (type) => definitionOf(type).limit,

    async begin(tx, actor, type) {
      const [first] = definitionOf(type).steps;
      if ((await lockAndCountOpen(tx, actor.subject)) >= MAX_OPEN)
        throw fail('WIZARD_LIMIT_REACHED', `${MAX_OPEN} wizards are open: end one of them first`);
      const wizard: Wizard = {
        id: newUuid(),
        type,
        subject: actor.subject,
        currentStep: first?.name ?? null,
        uploadedFileRef: null,
        state: {},
        validationSummary: {},
        version: 1,
        createdAt: tx.now,
        expiresAt: tx.now + LIFETIME_MS,
        committed: null,
      };
      await insertWizard(tx, wizard);
      return wizard;
    },

    async step(desk, { id, step: name, input, expectedVersion }) {
      const { principal } = desk;
      const seen = await desk.read((tx) => findOpen(tx, principal, id, expectedVersion));
      const reach = await admit(principal, seen.type);
      const definition = definitionOf(seen.type);
      const { step, before } = reachStep(definition, seen, name);
      const outcome = await step.run({ ...desk, reach }, before, validMember(step.input, input));
      return async (tx) => {
        const advanced = withStep(
          definition,
          await findOpen(tx, principal, id, expectedVersion),
          name,
          outcome,
        );
        await saveWizard(tx, advanced);
        return advanced;
      };
    },

    async commit(tx, by, { id, expectedVersion }) {
      const actor = by.principal;
      const wizard = await findOpen(tx, actor, id, expectedVersion);
      const definition = definitionOf(wizard.type);
      requireComplete(definition, wizard);
      const answer = await definition.commit(tx, by, wizard.state);
      const location = answer.headers?.['location'];
      const committed = { at: tx.now, status: answer.status, ...(location !== undefined && { location }) };
      await saveWizard(tx, { ...wizard, version: wizard.version + 1, committed });
      const entity = { type: 'wizard', id };
      const detail = { wizardType: wizard.type, ...(location !== undefined && { location }) };
      await appendAudit(tx, { actor, action: 'wizard.commit', entity, detail });
      return answer;
    },

    async abandon(tx, actor, id) {
      const { committed } = await find(tx, actor, id);
      if (committed !== null)
        throw fail('WIZARD_COMMITTED', 'a committed wizard stays until it is forgotten');
      await deleteWizard(tx, id);
    },
  };
}
