import { describe, expect, it } from 'vitest';
import { reasonIn } from './run-scenario.ts';

describe('the reason of a crash', () => {
  it('is the line that names the error', () => {
    const complaint =
      'file:///x.js:1\n    throw new Error()\n\nError: no connection\n    at x (y.js:1)\n\nNode.js v24\n';
    expect(reasonIn(complaint)).toBe('Error: no connection');
  });

  it('is not invented where nothing was said', () => {
    expect(reasonIn('')).toBe('the process ended');
  });
});
