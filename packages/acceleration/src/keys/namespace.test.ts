import { DomainError } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { namespaceOf } from './namespace.ts';
import { busKeys, technicalKeys, wakeChannel } from './technical-keys.ts';

const identity = {
  env: 'prod',
  installationId: '0198c2f4-7d1e-4cc1-9f5e-3b1a2c4d5e6f',
  truthEpoch: 1,
};

describe('a namespace', () => {
  it('is environment, installation and truth epoch', () => {
    expect(namespaceOf(identity).text).toBe('prod.0198c2f4-7d1e-4cc1-9f5e-3b1a2c4d5e6f.1');
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(namespaceOf(identity))).toBe(true);
  });

  it.each([
    { env: '' },
    { env: 'Prod' },
    { env: 'a.b' },
    { env: 'a:b' },
    { env: 'x'.repeat(33) },
    { env: 'prod\n' },
    { installationId: '' },
    { installationId: 'a.b' },
    { installationId: '{a}' },
    { installationId: 'x'.repeat(65) },
    { truthEpoch: -1 },
    { truthEpoch: 1.5 },
    { truthEpoch: Number.NaN },
  ])('refuses %o', (change) => {
    expect(() => namespaceOf({ ...identity, ...change })).toThrow(DomainError);
  });
});

describe('technical keys', () => {
  const ns = namespaceOf({ env: 'prod', installationId: 'i7', truthEpoch: 3 });
  const bus = busKeys(ns);

  it('of a bus are in one slot', () => {
    expect(bus).toMatchObject({
      epoch: '{prod.i7.3:bus}:epoch',
      seq: '{prod.i7.3:bus}:seq',
      channel: '{prod.i7.3:bus}:items',
    });
    expect(bus.heartbeatChannel('node-1')).toBe('{prod.i7.3:bus}:beat:node-1');
  });

  it('of a node cannot be those of another', () => {
    expect(wakeChannel(ns, 'node-1')).toBe('prod.i7.3:wake:node-1');
    expect(wakeChannel(ns, 'a:b')).toBe('prod.i7.3:wake:a%3Ab');
    expect(() => wakeChannel(ns, '')).toThrow(DomainError);
    expect(() => bus.heartbeatChannel('x'.repeat(65))).toThrow(DomainError);
  });

  it('are listed as they are made', () => {
    const made = [bus.epoch, bus.seq, bus.channel, bus.heartbeatChannel('<node>'), wakeChannel(ns, '<node>')];
    const patterns = technicalKeys.map(({ pattern }) => pattern.replace('<ns>', ns.text));
    for (const key of made) expect(patterns).toContain(decodeURIComponent(key));
  });
});
