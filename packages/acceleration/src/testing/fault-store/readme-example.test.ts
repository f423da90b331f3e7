import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { memoryStores } from '../../adapters/memory/index.ts';
import { createAcceleration } from '../../create-acceleration.ts';
import { createRegistry } from '../../registry/registry.ts';
import { aCategory, sampleNamespace } from '../category-builders.ts';
import {
  describeTimeline,
  faultNames,
  faultStores,
  faults,
  faultTimeline,
  SeededRandom,
  SimulatedTime,
} from '../index.ts';

const offeringCategory = aCategory();
const namespace = sampleNamespace;
const registry = createRegistry([offeringCategory]);
const offering = { id: 'o-1', name: 'Fibre 1000' };
const loadOffering = async () => offering;

it('the application answers rightly whatever the store does', async () => {
  // example:
  const time = new SimulatedTime();
  const ports = { clock: time.clock, timers: time.timers, random: new SeededRandom(7) };
  const stores = faultStores(memoryStores(ports), { ...ports, seed: 7 });
  const layer = createAcceleration({ ...ports, stores, namespace, registry });
  const offerings = layer.cache(offeringCategory);
  const key = offerings.key('acme', { version: 42, id: 'o-1' });

  stores.inject('hanging');
  const answer = await time.until(offerings.get(key, loadOffering), 1000);
  expect(answer).toMatchObject({ outcome: 'found', value: offering });
  stores.heal();

  const timeline = faultTimeline(7, { duration: 60_000 });
  stores.play(timeline);
  for (let turn = 0; turn < 600; turn += 1) {
    await time.advance(100);
    const later = await time.until(offerings.get(key, loadOffering), 10_000);
    expect(later, describeTimeline(timeline)).toMatchObject({ outcome: 'found', value: offering });
  }
  // end
  await layer.close();
});

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

it('the example of the README is this one', () => {
  const example = read('./readme-example.test.ts').split('  // example:\n')[1]?.split('  // end\n')[0] ?? '';
  expect(read('../README.md')).toContain(example.replaceAll(/^ {2}/gm, ''));
});

it('the README lists every fault as the table has it', () => {
  const rows = faultNames.map((name) => `| \`${name}\` | ${faults[name].about} |`);
  expect(read('../README.md')).toContain(rows.join('\n'));
});
