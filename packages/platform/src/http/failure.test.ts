import { describe, expect, it } from 'vitest';
import { refusalOf } from './failure.ts';

describe('a connection that ends in the middle', () => {
  it('is the sender’s own affair while its body is read', () => {
    const aborted = Object.assign(new Error('aborted'), { code: 'ECONNRESET', statusCode: 400 });
    expect(refusalOf(aborted)).toMatchObject({ code: 'REQUEST_MALFORMED' });
  });

  it('is an error of ours where it was one to a neighbour', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    expect(refusalOf(reset)).toMatchObject({ code: 'INTERNAL', cause: reset });
  });
});
