import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForceEngines } from '../../testing/brute-force-engines.ts';
import {
  allOf,
  type Case,
  chosenOf,
  definitionOf,
  having,
  requestOf,
  saidOf,
  tied,
  untied,
  worldsOf,
} from '../../testing/instance-worlds.ts';
import { completeConfiguration } from './complete-configuration.ts';
import type { ConfigurationAnswer } from './configuration-answer.ts';
import { evaluateConfiguration } from './evaluate-configuration.ts';

function evaluated(one: Case): ConfigurationAnswer {
  const definition = definitionOf(one);
  return evaluateConfiguration(definition, bruteForceEngines(definition), {
    ...requestOf(one),
    count: true,
  }) as ConfigurationAnswer;
}

const isRefused = ({ status }: ConfigurationAnswer) => status === 'CONFLICT' || status === 'VOID';

describe('instances', () => {
  it('are offered exactly what leads to a configuration of all, and so is the offering', () => {
    fc.assert(
      fc.property(untied, (one) => {
        const answer = evaluated(one);
        const [worlds, chosen] = [worldsOf(one), chosenOf(one)];
        expect(isRefused(answer)).toBe(having(worlds, chosen).length === 0);
        expect(answer.remaining).toBe(String(having(worlds, chosen).length));
        fc.pre(!isRefused(answer));
        for (const { at, domain } of allOf(answer)) {
          const others = chosen.filter(({ variable }) => variable !== at);
          expect(new Set(domain)).toEqual(new Set(having(worlds, others).map((world) => world[at])));
        }
      }),
      {
        numRuns: 120,
        examples: [
          // What the instance says of `p` must not come back to it: instead of x it could be y, and `p` x.
          [
            {
              root: [],
              own: [
                { where: { c: ['x'] }, must: { '../p': ['z'] } },
                { where: { c: ['y'] }, must: { '../p': ['x'] } },
              ],
              sum: undefined,
              choices: [],
              instances: [[{ variable: 'c', value: 'x' }]],
            },
          ],
        ],
      },
    );
  });

  it('that a sum ties lose nothing that leads to a configuration', () => {
    fc.assert(
      fc.property(tied, (one) => {
        const answer = evaluated(one);
        const [worlds, chosen] = [worldsOf(one), chosenOf(one)];
        if (isRefused(answer)) expect(having(worlds, chosen)).toEqual([]);
        fc.pre(!isRefused(answer));
        for (const { at, domain } of allOf(answer)) {
          const others = chosen.filter(({ variable }) => variable !== at);
          for (const world of having(worlds, others)) expect(domain).toContain(world[at]);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('are complete only when all of them are listed and together are a configuration', () => {
    fc.assert(
      fc.property(tied, (one) => {
        const definition = definitionOf(one);
        const answer = evaluated(one);
        fc.pre(!isRefused(answer));
        const completed = completeConfiguration(definition, bruteForceEngines(definition), requestOf(one), {
          objective: 'preferred',
        }) as ConfigurationAnswer;
        for (const { status, ...rest } of [answer, completed].filter(
          (each) => each.status === 'VALID_COMPLETE',
        )) {
          const said = allOf({ status, ...rest }).map(({ at, value }) => ({ variable: at, value }));
          const worlds = having(worldsOf(one), [
            ...said,
            { variable: 's/@count', value: one.instances.length },
          ]);
          expect(worlds).toHaveLength(1);
        }
      }),
      { numRuns: 120 },
    );
  });

  it('are blamed only for choices that are needed', () => {
    fc.assert(
      fc.property(untied, (one) => {
        const { status, conflict, repairs } = evaluated(one);
        fc.pre(
          status === 'CONFLICT' &&
            conflict?.choices.every(({ variable }) => variable !== 's/@count') === true,
        );
        const worlds = worldsOf(one);
        const blamed = (conflict?.choices ?? []).map(saidOf);
        expect(having(worlds, blamed)).toEqual([]);
        for (const choice of blamed)
          expect(
            having(
              worlds,
              blamed.filter((other) => other !== choice),
            ).length,
          ).toBeGreaterThan(0);
        for (const repair of repairs ?? []) {
          const given = new Set(repair.map((choice) => saidOf(choice).variable));
          expect(
            having(
              worlds,
              chosenOf(one).filter(({ variable }) => !given.has(variable)),
            ).length,
          ).toBeGreaterThan(0);
        }
      }),
      { numRuns: 120 },
    );
  });
});
