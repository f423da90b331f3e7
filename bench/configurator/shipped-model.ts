import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type CanonicalModel,
  type ConfigurationArtefact,
  type ConfigurationEngines,
  compileScopes,
  type DecisionGraph,
  decodeArtefact,
  encodeArtefact,
  enginesOf,
  shippedFile,
  uvlOffering,
} from '@quotewright/configuration/testing';

/** Names of the shipped models, without `.uvl`. */
export const shippedModels: readonly string[] = globSync('*.uvl', {
  cwd: resolve(import.meta.dirname, '../../examples/carworks/data'),
})
  .map((file) => file.slice(0, -'.uvl'.length))
  .toSorted();

/** As a node has it after reading. */
export interface DecodedModel {
  readonly artefact: ConfigurationArtefact;
  readonly engines: ConfigurationEngines;
  /** Of the offering itself, which is all there is to these models. */
  readonly model: CanonicalModel;
  /** Absent where the solver answers. */
  readonly graph?: DecisionGraph;
}

/** From the text to the bytes that are stored with a version; milliseconds of each step. */
export interface MadeModel {
  readonly bytes: Uint8Array;
  /** The text converted, its rules read and typed. */
  readonly buildMs: number;
  readonly compileMs: number;
}

export function makeModel(name: string): MadeModel {
  const text = shippedFile(`${name}.uvl`);
  const [definition, buildMs] = timed(() => uvlOffering(text).definition);
  const [outcomes, compileMs] = timed(() => compileScopes(definition));
  const scopes = outcomes.map((scope) => {
    if (scope === 'void') throw new Error(`${name} has no configuration`);
    return scope;
  });
  return { bytes: encodeArtefact(definition, 1, scopes), buildMs, compileMs };
}

export function decodedModel(bytes: Uint8Array): DecodedModel {
  const artefact = decodeArtefact(bytes);
  const graph = artefact.scopes[0]?.graph;
  return {
    artefact,
    engines: enginesOf(artefact),
    model: artefact.definition.scope.model,
    ...(graph !== undefined && { graph }),
  };
}

export function timed<Result>(work: () => Result): readonly [result: Result, milliseconds: number] {
  const started = performance.now();
  const result = work();
  return [result, performance.now() - started];
}
