import { execFile } from 'node:child_process';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { sha256 } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchOffice } from '../../testing/branch-office.ts';
import { randomModel, randomQuestion, wholeOffering } from '../../testing/random-model.ts';
import { shippedFile, uvlOffering } from '../../testing/uvl-offering.ts';
import { graphReasoner } from '../graph/graph-reasoner.ts';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import {
  type CompiledScope,
  type ConfigurationArtefact,
  decodeArtefact,
  definitionHashOf,
  encodeArtefact,
} from './artefact-format.ts';
import { ByteReader, MalformedArtefact } from './byte-reader.ts';
import { compileScopes } from './compile-scopes.ts';

const HASH_BYTES = 32;

function possibleScopes(definition: ConfigurationDefinition): readonly CompiledScope[] | undefined {
  const outcomes = compileScopes(definition);
  const scopes = outcomes.filter((outcome): outcome is CompiledScope => outcome !== 'void');
  return scopes.length === outcomes.length ? scopes : undefined;
}

function artefactOf(definition: ConfigurationDefinition): Uint8Array {
  return encodeArtefact(definition, 3, possibleScopes(definition) ?? []);
}

/** Numbers of either sign and any size, tables, instances, text and intervals. */
const OFFICE = artefactOf(branchOffice());

function hashOf(bytes: Uint8Array): Uint8Array {
  return Buffer.from(sha256(bytes), 'hex');
}

/** With the hash that its bytes have now. */
function resealed(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(hashOf(copy.subarray(0, -HASH_BYTES)), copy.length - HASH_BYTES);
  return copy;
}

/** Where the hash of the definition stands, and its bytes. */
function placesOf(bytes: Uint8Array) {
  const from = new ByteReader(bytes);
  from.raw(6);
  from.varint();
  const hash = bytes.length - bytes.subarray(from.position).length;
  from.raw(HASH_BYTES);
  const length = from.varint();
  return { hash, begin: from.position, end: from.position + length };
}

function flipped(bytes: Uint8Array, at: number, bits: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= bits;
  return copy;
}

/** What was read, where it can be read; anything but `MalformedArtefact` is thrown on. */
function readOrRefused(bytes: Uint8Array): ConfigurationArtefact | undefined {
  try {
    return decodeArtefact(bytes);
  } catch (error) {
    if (error instanceof MalformedArtefact) return undefined;
    throw error;
  }
}

function isRefused(bytes: Uint8Array): boolean {
  return readOrRefused(bytes) === undefined;
}

describe('an artefact', () => {
  it('reads back as what was written', () => {
    fc.assert(
      fc.property(randomModel, fc.nat(), (model, version) => {
        const definition = wholeOffering(model);
        const scopes = possibleScopes(definition);
        if (scopes === undefined) return;
        const read = decodeArtefact(encodeArtefact(definition, version, scopes));
        expect(read).toEqual({
          definition,
          definitionHash: definitionHashOf(definition),
          ruleSetVersion: version,
          engineVersion: read.engineVersion,
          scopes,
        });
      }),
      { numRuns: 300 },
    );
    const office = branchOffice();
    expect(decodeArtefact(OFFICE)).toMatchObject({ definition: office, scopes: compileScopes(office) });
  });

  it('of a scope beyond the budget has no graph', () => {
    const definition = branchOffice();
    const scopes = compileScopes(definition, { steps: 0, nodes: 0 }) as readonly CompiledScope[];
    const read = decodeArtefact(encodeArtefact(definition, 1, scopes));
    expect(read.scopes).toEqual(scopes.map(({ steps }) => ({ steps })));
    expect(read.definition).toEqual(definition);
  });

  it('has the same bytes, and a definition the same hash, in every process', async () => {
    const { definition } = uvlOffering(shippedFile('automotive01.uvl'));
    const bytes = artefactOf(definition);
    const urlOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    const program = `
      import { createHash } from 'node:crypto';
      import { shippedFile, uvlOffering } from ${urlOf('../../testing/uvl-offering.ts')};
      import { compileScopes } from ${urlOf('./compile-scopes.ts')};
      import { encodeArtefact } from ${urlOf('./artefact-format.ts')};
      const { definition } = uvlOffering(shippedFile('automotive01.uvl'));
      const bytes = encodeArtefact(definition, 3, compileScopes(definition));
      console.log(createHash('sha256').update(bytes).digest('hex'));
    `;
    const { stdout } = await promisify(execFile)(execPath, [
      // Other hashes of strings: no order may depend on them.
      '--hash-seed=4711',
      '--input-type=module',
      '--eval',
      program,
    ]);
    expect(stdout.trim()).toBe(sha256(bytes));
  });
});

describe('a changed artefact', () => {
  it('is refused whichever byte of it is another', () => {
    for (const at of OFFICE.keys())
      for (const bits of [1, 0x80, 0xff])
        if (!isRefused(flipped(OFFICE, at, bits))) throw new Error(`byte ${at}`);
  });

  it('is refused however large it is', () => {
    const large = artefactOf(uvlOffering(shippedFile('automotive01.uvl')).definition);
    fc.assert(
      fc.property(fc.nat({ max: large.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, bits) =>
        isRefused(flipped(large, at, bits)),
      ),
      { numRuns: 200 },
    );
  });

  it('is refused where it ends early or goes on, even with a hash of its own', () => {
    for (let length = 0; length < OFFICE.length; length += 7) {
      expect(isRefused(OFFICE.slice(0, length))).toBe(true);
      if (length >= HASH_BYTES) expect(isRefused(resealed(OFFICE.slice(0, length)))).toBe(true);
    }
    const longer = new Uint8Array(OFFICE.length + 1);
    longer.set(OFFICE);
    expect(isRefused(longer)).toBe(true);
    expect(isRefused(resealed(longer))).toBe(true);
  });

  it('is refused where it is of another kind, schema or engine, even with a hash of its own', () => {
    for (let at = 0; at < 6; at++)
      expect(isRefused(resealed(flipped(OFFICE, at, 1))), `byte ${at}`).toBe(true);
  });

  it('is refused where its definition is not the one of its hash', () => {
    const { hash, begin, end } = placesOf(OFFICE);
    for (let at = hash; at < hash + HASH_BYTES; at++)
      expect(isRefused(resealed(flipped(OFFICE, at, 1)))).toBe(true);
    for (let at = begin; at < end; at++)
      if (!isRefused(resealed(flipped(OFFICE, at, 1)))) throw new Error(`byte ${at}`);
  });

  it('reads, or is refused, where hashes hide that its definition was changed', () => {
    const { hash, begin, end } = placesOf(OFFICE);
    let refused = 0;
    for (let at = begin; at < end; at++) {
      for (const bits of [1, 0x7f, 0xff]) {
        const changed = flipped(OFFICE, at, bits);
        changed.set(hashOf(changed.subarray(begin, end)), hash);
        refused += Number(isRefused(resealed(changed)));
      }
    }
    expect(refused).toBeGreaterThan(0);
  });

  it('reads, or is refused, where its hash hides that a graph was changed; what reads still answers', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(randomQuestion, changes, ({ model, allowed, costs }, some) => {
        const definition = wholeOffering(model);
        const scopes = possibleScopes(definition);
        if (scopes === undefined) return;
        const bytes = encodeArtefact(definition, 1, scopes);
        const { end } = placesOf(bytes);
        for (const [at, bits] of some) bytes[end + (at % (bytes.length - HASH_BYTES - end))]! ^= bits;
        const graph = readOrRefused(resealed(bytes))?.scopes[0]?.graph;
        if (graph === undefined) return;
        const reasoner = graphReasoner(graph);
        expect(reasoner.alternatives(allowed)).toHaveLength(allowed.length);
        expect(typeof reasoner.count(allowed)).toBe('bigint');
        expect(typeof reasoner.consistent(allowed)).toBe('boolean');
        expect(reasoner.cheapest(allowed, costs)?.values.length ?? model.variables.length).toBe(
          model.variables.length,
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
