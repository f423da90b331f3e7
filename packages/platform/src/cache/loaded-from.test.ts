import { describe, expect, it } from 'vitest';
import { LoadedFrom, loadedFromOf } from './loaded-from.ts';
import type { NotedRead } from './request-reads.ts';

const copy = (key: string) => ({ key }) as NotedRead;

describe('what loaded values were made of', () => {
  it('is told of each key of a load', () => {
    const from = new LoadedFrom();
    from.loaded(['a', 'b'], [copy('x')]);
    expect([from.of('a'), from.of('b'), from.of('c')]).toEqual([[copy('x')], [copy('x')], []]);
  });

  it('is what the last load was made of, also where that was no copy at all', () => {
    const from = new LoadedFrom();
    from.loaded(['a'], [copy('x')]);
    from.loaded(['a'], [copy('y')]);
    expect(from.of('a')).toEqual([copy('y')]);
    from.loaded(['a'], []);
    expect(from.of('a')).toEqual([]);
  });

  it('is known to all that read through one layer, and to nobody else', () => {
    const [layer, another] = [{}, {}];
    loadedFromOf(layer).loaded(['a'], [copy('x')]);
    expect([loadedFromOf(layer).of('a'), loadedFromOf(another).of('a')]).toEqual([[copy('x')], []]);
  });

  it('is forgotten once many others were loaded: memory is bounded', () => {
    const from = new LoadedFrom();
    for (let at = 0; at <= 1_000; at += 1) from.loaded([String(at)], [copy('x')]);
    expect([from.of('0'), from.of('1')]).toEqual([[], [copy('x')]]);
  });
});
