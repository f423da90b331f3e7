import type { JsonObject } from '@quotewright/kernel';
import type { WizardDefinition, WizardStep } from './wizard-definition.ts';
import { fail } from './wizard-errors.ts';

/** By the names of steps. */
export type StepNotes = Readonly<Record<string, JsonObject>>;

/** How a wizard was committed. */
export interface WizardOutcome {
  readonly status: number;
  /** Of what came of it, as the answer's `Location`. */
  readonly location?: string;
}

/** One person's way through a wizard. Times are milliseconds since the epoch. */
export interface Wizard {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  /** The step that comes next; null when all are done. */
  readonly currentStep: string | null;
  readonly uploadedFileRef: string | null;
  /** What each step keeps. */
  readonly state: StepNotes;
  /** What each step showed. */
  readonly validationSummary: StepNotes;
  /** Raised by every change: the ETag. */
  readonly version: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly committed: (WizardOutcome & { readonly at: number }) | null;
}

/** A working day: what a step has shown is not worth much longer. */
export const LIFETIME_MS = 8 * 3_600_000;

/** Of one subject, at a time. */
export const MAX_OPEN = 20;

const MAX_NOTES_BYTES = 65_536;

/** That it can still be worked on. Throws `WIZARD_COMMITTED`, `WIZARD_EXPIRED`. */
export function requireOpen({ committed, expiresAt }: Wizard, now: number): void {
  if (committed !== null)
    throw fail('WIZARD_COMMITTED', 'the wizard was committed before: begin another one', {
      ...(committed.location !== undefined && { location: committed.location }),
    });
  if (expiresAt <= now)
    throw fail('WIZARD_EXPIRED', 'the wizard has expired and changed nothing: start again');
}

/** Throws `WIZARD_VERSION_MISMATCH`. */
export function requireVersion({ version }: Wizard, expected: string): void {
  if (String(version) === expected) return;
  throw fail('WIZARD_VERSION_MISMATCH', `the wizard is at version ${version}: look at it again`, {
    currentVersion: version,
  });
}

/** The steps in front of the first that is not done. A step that a later release put in between is not done. */
function doneSteps(
  { steps }: WizardDefinition,
  { state }: Pick<Wizard, 'state'>,
): readonly WizardStep<any>[] {
  const first = steps.findIndex(({ name }) => !Object.hasOwn(state, name));
  return first === -1 ? steps : steps.slice(0, first);
}

/** The step, and what those before it have left. Throws `WIZARD_STEP_UNKNOWN`, `WIZARD_STEP_NOT_REACHED`. */
export function reachStep(definition: WizardDefinition, wizard: Wizard, name: string) {
  const names = definition.steps.map((step) => step.name);
  const place = names.indexOf(name);
  const step = definition.steps[place];
  if (step === undefined)
    throw fail('WIZARD_STEP_UNKNOWN', `the steps of ${definition.type} are ${names.join(', ')}`);
  const missing = names.slice(doneSteps(definition, wizard).length, place);
  if (missing.length > 0)
    throw fail('WIZARD_STEP_NOT_REACHED', `before ${name}, do ${missing.join(', ')}`, { missing });
  return { step, before: notesOf(wizard.state, names.slice(0, place)) };
}

/** Throws `WIZARD_INCOMPLETE`. */
export function requireComplete(definition: WizardDefinition, wizard: Wizard): void {
  const missing = definition.steps.slice(doneSteps(definition, wizard).length).map(({ name }) => name);
  if (missing.length > 0)
    throw fail('WIZARD_INCOMPLETE', `before it can be committed, do ${missing.join(', ')}`, { missing });
}

/** The wizard with the step done and none behind it. Throws `WIZARD_TOO_LARGE`. */
export function withStep(
  definition: WizardDefinition,
  wizard: Wizard,
  name: string,
  outcome: { readonly keep: JsonObject; readonly view?: JsonObject; readonly file?: string },
): Wizard {
  const names = definition.steps.map((step) => step.name);
  const place = names.indexOf(name);
  const before = names.slice(0, place);
  const state = { ...notesOf(wizard.state, before), [name]: outcome.keep };
  const validationSummary = { ...notesOf(wizard.validationSummary, before), [name]: outcome.view ?? {} };
  for (const notes of [state, validationSummary]) requireSmall(notes);
  return {
    ...wizard,
    state,
    validationSummary,
    currentStep: names[place + 1] ?? null,
    uploadedFileRef: outcome.file ?? wizard.uploadedFileRef,
    version: wizard.version + 1,
  };
}

function requireSmall(notes: StepNotes): void {
  if (Buffer.byteLength(JSON.stringify(notes)) <= MAX_NOTES_BYTES) return;
  throw fail(
    'WIZARD_TOO_LARGE',
    `a wizard remembers at most ${MAX_NOTES_BYTES} bytes: use the operation itself`,
  );
}

function notesOf(notes: StepNotes, names: readonly string[]): StepNotes {
  return Object.fromEntries(Object.entries(notes).filter(([name]) => names.includes(name)));
}
