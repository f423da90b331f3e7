import { DomainError } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { speaksAgainstStore } from './store-answers.ts';

function reply(message: string): Error {
  const error = new Error(message);
  error.name = 'ReplyError';
  return error;
}

describe('a failed operation', () => {
  it.each([
    'LOADING Redis is loading the dataset in memory',
    "READONLY You can't write against a read only replica.",
    'BUSY Redis is busy running a script.',
    'CLUSTERDOWN Hash slot not served',
    'MASTERDOWN Link with MASTER is down',
    'NOAUTH Authentication required.',
  ])('speaks against the store when it serves nobody: %s', (message) => {
    expect(speaksAgainstStore(reply(message))).toBe(true);
  });

  it.each([
    "OOM command not allowed when used memory > 'maxmemory'.",
    'MISCONF Redis is configured to save RDB snapshots',
    'NOREPLICAS Not enough good replicas to write.',
    'WRONGTYPE Operation against a key holding the wrong kind of value',
    'NOSCRIPT No matching script.',
    'ERR unknown command',
    'BUSYKEY Target key name already exists.',
    'TRYAGAIN',
  ])('does not when the store answers others: %s', (message) => {
    expect(speaksAgainstStore(reply(message))).toBe(false);
  });

  it('speaks against the store when there was no reply', () => {
    expect(speaksAgainstStore(new Error('connect ECONNREFUSED 127.0.0.1:6379'))).toBe(true);
    expect(speaksAgainstStore(new Error('Command timed out'))).toBe(true);
    expect(speaksAgainstStore(new AggregateError([], 'all addresses refused'))).toBe(true);
    expect(speaksAgainstStore('closed')).toBe(true);
  });

  it('does not when the mistake is ours', () => {
    expect(speaksAgainstStore(new TypeError('not a function'))).toBe(false);
    expect(speaksAgainstStore(new RangeError('beyond 2^53'))).toBe(false);
    expect(speaksAgainstStore(new DomainError('CODE', 'internal', 'refused'))).toBe(false);
  });
});
