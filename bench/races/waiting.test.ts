import { describe, expect, it } from 'vitest';
import { until, within } from './waiting.ts';

describe('a promise watched for a time', () => {
  it('is done, failed, or hangs', async () => {
    const never = new Promise<string>(() => {});
    expect(await within(Promise.resolve('a'), 1_000)).toMatchObject({ kind: 'done', value: 'a' });
    expect(await within(Promise.reject(new Error('no')), 1_000)).toMatchObject({ kind: 'failed' });
    expect(await within(never, 1)).toMatchObject({ kind: 'hangs' });
  });
});

describe('waiting until something holds', () => {
  it('ends as soon as it does, and complains when it does not', async () => {
    let asked = 0;
    await until(() => {
      asked += 1;
      return asked === 3;
    });
    expect(asked).toBe(3);
    await expect(until(() => false, 1)).rejects.toThrow('in vain');
  });
});
