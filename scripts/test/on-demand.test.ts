import { describe, expect, it, onTestFinished } from 'vitest';
import { onDemand } from './on-demand.ts';

const ask = async (url: string) => {
  const response = await fetch(url);
  return [response.status, await response.text()];
};

describe('a service that starts on demand', () => {
  it('starts once, when it is first asked for, and is stopped', async () => {
    const calls: string[] = [];
    const { url, stop } = await onDemand(async () => {
      calls.push('start');
      return { url: 'broker:1', stop: async () => void calls.push('stop') };
    });
    expect(calls).toEqual([]);
    expect(await Promise.all([ask(url), ask(url)])).toEqual([
      [200, 'broker:1'],
      [200, 'broker:1'],
    ]);
    await stop();
    expect(calls).toEqual(['start', 'stop']);
  });

  it('is not started to be stopped', async () => {
    const { stop } = await onDemand(() => Promise.reject(new Error('nobody asked')));
    await stop();
  });

  it('says why it cannot start', async () => {
    const { url, stop } = await onDemand(() => Promise.reject(new Error('no room')));
    onTestFinished(stop);
    expect(await ask(url)).toEqual([500, 'Error: no room']);
  });
});
