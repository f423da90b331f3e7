import { canonicalBytes, sha256 } from '@quotewright/kernel';
import type { DecisionGraph } from '../graph/decision-graph.ts';
import type { CanonicalModel } from '../model/canonical-model.ts';
import type { ConfigurationDefinition, ScopeDefinition } from '../model/configuration-definition.ts';
import { ByteReader, MalformedArtefact } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readConstraints, writeConstraints } from './constraints-format.ts';
import { readGraph, writeGraph } from './graph-format.ts';

/*
 * What is stored with a published version of an offering:
 *   magic "QWCG" · schema · engine version · rule set version · definition hash (32) ·
 *   block: definition (canonical JSON without constraints, then the constraints of each scope) ·
 *   for each scope: mode, steps, and the graph where there is one ·
 *   SHA-256 of all before (32)
 * The root's scope comes first, then those of the instances in their order. Whatever does not read back exactly is
 * refused and built again from the truth.
 */

const MAGIC = Uint8Array.from('QWCG', (letter) => letter.charCodeAt(0));
const SCHEMA = 1;

/** Raised when the same definition would give another graph or another answer. */
export const ENGINE_VERSION = 1;

const MODES = ['solver', 'graph'] as const;
const HASH_BYTES = 32;

/** One scope compiled: a graph, or nothing where the budget ended and the solver answers. */
export interface CompiledScope {
  readonly steps: number;
  readonly graph?: DecisionGraph;
}

export interface ConfigurationArtefact {
  readonly definition: ConfigurationDefinition;
  /** SHA-256 of the definition's bytes: the identity of the canonical model and all that goes with it. */
  readonly definitionHash: string;
  /** The catalog version in which these rules were new. */
  readonly ruleSetVersion: number;
  readonly engineVersion: number;
  readonly scopes: readonly CompiledScope[];
}

/** All scopes in the order of the format. */
export function scopesOf(definition: ConfigurationDefinition): readonly ScopeDefinition[] {
  return [definition.scope, ...definition.instances.map(({ scope }) => scope)];
}

function definitionBytes(definition: ConfigurationDefinition): Uint8Array {
  const to = new ByteWriter();
  const bare = withScopes(definition, (scope) => ({ ...scope, model: { ...scope.model, constraints: [] } }));
  to.block(canonicalBytes(bare));
  for (const { model } of scopesOf(definition)) writeConstraints(to, model.constraints);
  return to.bytes();
}

export function definitionHashOf(definition: ConfigurationDefinition): string {
  return sha256(definitionBytes(definition));
}

export function encodeArtefact(
  definition: ConfigurationDefinition,
  ruleSetVersion: number,
  scopes: readonly CompiledScope[],
): Uint8Array {
  const body = definitionBytes(definition);
  const to = new ByteWriter();
  to.raw(MAGIC);
  to.byte(SCHEMA);
  to.byte(ENGINE_VERSION);
  to.varint(ruleSetVersion);
  to.raw(hashOf(body));
  to.block(body);
  for (const { steps, graph } of scopes) {
    to.byte(MODES.indexOf(graph === undefined ? 'solver' : 'graph'));
    to.varint(steps);
    if (graph !== undefined) writeGraph(to, graph);
  }
  to.raw(hashOf(to.bytes()));
  return to.bytes();
}

/** @throws MalformedArtefact for anything but the bytes `encodeArtefact` wrote with this schema and engine. */
export function decodeArtefact(bytes: Uint8Array): ConfigurationArtefact {
  const end = bytes.length - HASH_BYTES;
  const sealed = bytes.subarray(0, Math.max(end, 0));
  if (end < 0 || !equal(hashOf(sealed), bytes.subarray(end)))
    throw new MalformedArtefact('its hash is not that of its bytes');
  const from = new ByteReader(sealed);
  if (!equal(from.raw(MAGIC.length), MAGIC)) throw new MalformedArtefact('it does not begin as an artefact');
  if (from.byte() !== SCHEMA) throw new MalformedArtefact('it has another schema');
  const engineVersion = from.byte();
  if (engineVersion !== ENGINE_VERSION) throw new MalformedArtefact('it is of another engine');
  const ruleSetVersion = from.varint();
  const hash = from.raw(HASH_BYTES);
  const body = from.block();
  if (!equal(hashOf(body), hash)) throw new MalformedArtefact('its definition has another hash');
  const definition = readDefinition(body);
  const scopes = scopesOf(definition).map(({ model }): CompiledScope => {
    const mode = MODES[from.below(MODES.length)];
    const steps = from.varint();
    return mode === 'solver' ? { steps } : { steps, graph: readGraph(from, sizesOf(model)) };
  });
  if (!from.isAtEnd()) throw new MalformedArtefact('something follows its end');
  return { definition, definitionHash: hex(hash), ruleSetVersion, engineVersion, scopes };
}

function readDefinition(body: Uint8Array): ConfigurationDefinition {
  try {
    const from = new ByteReader(body);
    const bare = JSON.parse(from.text()) as ConfigurationDefinition;
    const definition = withScopes(bare, (scope) => {
      const { variables } = scope.model;
      return { ...scope, model: { variables, constraints: readConstraints(from, sizesOf(scope.model)) } };
    });
    if (!from.isAtEnd()) throw new MalformedArtefact('something follows its definition');
    return definition;
  } catch (error) {
    if (error instanceof MalformedArtefact) throw error;
    // No JSON, or JSON of another shape.
    throw new MalformedArtefact('its definition is none', { cause: error });
  }
}

function withScopes(
  definition: ConfigurationDefinition,
  change: (scope: ScopeDefinition) => ScopeDefinition,
): ConfigurationDefinition {
  return {
    ...definition,
    scope: change(definition.scope),
    instances: definition.instances.map((instance) => ({ ...instance, scope: change(instance.scope) })),
  };
}

const sizesOf = ({ variables }: CanonicalModel) => variables.map(({ values }) => values.length);

const hashOf = (bytes: Uint8Array) => Uint8Array.from(Buffer.from(sha256(bytes), 'hex'));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
