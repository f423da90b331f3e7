import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCircuit } from './circuit.ts';

const breaker = { failureRate: 0.5, window: 10_000, atLeast: 4, reopenAfter: 10_000 };

type Told = 'well' | 'unwell' | 'nothing';

describe('a circuit', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const circuitWith = (random = 0.5) =>
    newCircuit<Told>({
      system: 'billing-core',
      operation: 'activate',
      breaker,
      isFailure: (result) => result === 'unwell',
      isUntold: (result) => result === 'nothing',
      random: () => random,
      now: () => Date.now(),
    });
  const call = async (circuit: ReturnType<typeof circuitWith>, result: Told) => {
    await vi.advanceTimersByTimeAsync(250);
    return circuit.run(async () => result);
  };
  const broken = async (random?: number) => {
    const circuit = circuitWith(random);
    for (let calls = 0; calls < 8; calls += 1) await call(circuit, 'unwell');
    return circuit;
  };

  it('lets everything through while the system is well', async () => {
    const circuit = circuitWith();
    for (let calls = 0; calls < 20; calls += 1) expect(await call(circuit, 'well')).toBe('well');
    expect(circuit.view()).toEqual({ position: 'closed' });
  });

  it('opens when too many calls fail, and then does nothing', async () => {
    const circuit = await broken();
    const work = vi.fn<() => Promise<'well'>>();
    expect(await circuit.run(work)).toBeUndefined();
    expect(work).not.toHaveBeenCalled();
    expect(circuit.view().position).toBe('open');
  });

  it('counts neither way what tells nothing of the system', async () => {
    const circuit = circuitWith();
    for (let calls = 0; calls < 8; calls += 1) expect(await call(circuit, 'nothing')).toBe('nothing');
    expect(circuit.view()).toEqual({ position: 'closed' });
    for (let calls = 0; calls < 8; calls += 1) {
      await call(circuit, 'unwell');
      await call(circuit, 'nothing');
    }
    expect(circuit.view().position).toBe('open');
  });

  it('is tried again at a moment of its own, between half and one and a half of the pause', async () => {
    for (const random of [0, 0.999]) {
      const circuit = await broken(random);
      const { since, reopenAfter } = circuit.view() as { since: number; reopenAfter: number };
      expect(reopenAfter - since).toBe(Math.ceil(breaker.reopenAfter * (0.5 + random)));
    }
  });

  it('closes when the call that is let through goes well', async () => {
    const circuit = await broken();
    await vi.advanceTimersByTimeAsync(10_001);
    expect(await circuit.run(async () => 'well')).toBe('well');
    expect(circuit.view().position).toBe('closed');
  });

  it('stays open when that call fails', async () => {
    const circuit = await broken();
    await vi.advanceTimersByTimeAsync(10_001);
    expect(await circuit.run(async () => 'unwell')).toBe('unwell');
    expect(await circuit.run(async () => 'well')).toBeUndefined();
  });

  it('stays open when that call tells nothing of the system', async () => {
    const circuit = await broken();
    await vi.advanceTimersByTimeAsync(10_001);
    expect(await circuit.run(async () => 'nothing')).toBe('nothing');
    expect(circuit.view()).toMatchObject({ position: 'open', reopenAfter: Date.now() + 10_000 });
    await vi.advanceTimersByTimeAsync(10_001);
    expect(await circuit.run(async () => 'well')).toBe('well');
    expect(circuit.view().position).toBe('closed');
  });

  it('is tried by one call: whoever comes meanwhile is told at once that it is not called', async () => {
    const circuit = await broken();
    expect(circuit.refuses()).toBe(true);
    await vi.advanceTimersByTimeAsync(10_001);
    expect(circuit.refuses()).toBe(false);
    const probe = Promise.withResolvers<'well'>();
    const trying = circuit.run(() => probe.promise);
    expect(circuit.view().position).toBe('half-open');
    expect(circuit.refuses()).toBe(true);
    const work = vi.fn<() => Promise<'well'>>();
    expect(await circuit.run(work)).toBeUndefined();
    expect(work).not.toHaveBeenCalled();
    probe.resolve('well');
    expect(await trying).toBe('well');
    expect(circuit.refuses()).toBe(false);
  });
});
