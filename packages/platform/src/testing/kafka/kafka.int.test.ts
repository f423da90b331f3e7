import { existsSync } from 'node:fs';
import { isListening } from '@quotewright/acceleration/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startKafka } from './kafka.ts';
import { kafkaMissing } from './kafka-home.ts';

const noKafka = await kafkaMissing();
const because = noKafka === undefined ? '' : ` [${noKafka}]`;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(noKafka !== undefined)(`a private Kafka${because}`, { timeout: 120_000 }, () => {
  it('starts, can be killed and started again on its port, and leaves nothing when it is stopped', async () => {
    const kafka = await startKafka();
    onTestFinished(() => kafka.stop());
    const first = await kafka.pid();
    expect(await isListening(kafka.ports.plain)).toBe(true);
    await kafka.kill();
    expect(await isListening(kafka.ports.plain)).toBe(false);
    await kafka.restart();
    const second = await kafka.pid();
    expect(second).not.toBe(first);
    expect(await isListening(kafka.ports.plain)).toBe(true);
    await kafka.freeze();
    await kafka.stop();
    expect([alive(first), alive(second)]).toEqual([false, false]);
    expect(existsSync(kafka.directory)).toBe(false);
  });
});
