import { SeededRandom } from '@quotewright/acceleration/testing';
import { type Flags, NONE, offsetsOf, type RequestedChoice } from '@quotewright/configuration/testing';
import type { DecodedModel } from './shipped-model.ts';

const MOST_CLICKS = 40;

/** A value of a variable, by their indices, and how a client chooses it. */
export interface Click {
  readonly variable: number;
  readonly value: number;
  readonly choice: RequestedChoice;
}

/** Clicks one after the other; `excluded` is of those before it and one that they exclude, where there is one. */
export interface ClickSequence {
  readonly clicks: readonly Click[];
  /** After each click: a value that was possible in the beginning and is not any more. */
  readonly excluded: readonly (Click | undefined)[];
}

/** Each click takes a value that is still possible, of a variable that is still open: by chance, but the same always. */
export function clickSequence(decoded: DecodedModel, seed: number): ClickSequence {
  const { model, engines } = decoded;
  const random = new SeededRandom(seed);
  const pick = <Item>(items: readonly Item[]) => (items.length === 0 ? undefined : random.pick(items));
  const offsets = offsetsOf(model);
  const shown = model.variables.flatMap(({ kind }, variable) => (kind === 'auxiliary' ? [] : [variable]));
  const valuesOf = (flags: Flags, variable: number) =>
    (model.variables[variable]?.values ?? []).flatMap((_, value) =>
      flags[(offsets[variable] ?? 0) + value] === 1 ? [value] : [],
    );

  const initial = engines.scope.reasoner.alternatives(everything(decoded));
  const clicks: Click[] = [];
  const excluded: (Click | undefined)[] = [];
  let possible = initial;
  while (clicks.length < MOST_CLICKS) {
    const chosen = new Set(clicks.map(({ variable }) => variable));
    const open = shown.filter((variable) => !chosen.has(variable) && valuesOf(possible, variable).length > 1);
    const variable = pick(open);
    const value = variable === undefined ? undefined : pick(valuesOf(possible, variable));
    if (variable === undefined || value === undefined) break;
    clicks.push(clickOn(decoded, variable, value));
    possible = engines.scope.reasoner.alternatives(allowedBy(decoded, clicks));
    const gone = shown.flatMap((other) => {
      const left = new Set(valuesOf(possible, other));
      return valuesOf(initial, other).flatMap((lost) => (left.has(lost) ? [] : [[other, lost] as const]));
    });
    const one = pick(gone);
    excluded.push(one && clickOn(decoded, ...one));
  }
  return { clicks, excluded };
}

function everything({ model }: DecodedModel): Flags {
  return new Uint8Array(offsetsOf(model).at(-1) ?? 0).fill(1);
}

/** What the engine is asked with after these clicks. */
export function allowedBy(decoded: DecodedModel, clicks: readonly Click[]): Flags {
  const allowed = everything(decoded);
  const offsets = offsetsOf(decoded.model);
  for (const { variable, value } of clicks) {
    allowed.fill(0, offsets[variable], offsets[variable + 1]);
    allowed[(offsets[variable] ?? 0) + value] = 1;
  }
  return allowed;
}

function clickOn({ model, artefact }: DecodedModel, variable: number, value: number): Click {
  const { id = '', values = [] } = model.variables[variable] ?? {};
  const text = values[value] ?? '';
  const isBoolean = artefact.definition.scope.variables[variable]?.type === 'boolean';
  const chosen = isBoolean ? text === 'true' : text;
  return { variable, value, choice: { variable: id, value: text === NONE ? null : chosen } };
}
