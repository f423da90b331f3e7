import { describe, expect, it } from 'vitest';
import { faultsOfEvents, handlingOf, type StoredEvents } from './stored-events.ts';

const consumers = [{ name: 'listener', events: ['Moved'] }] as const;
const stored: StoredEvents = {
  events: [
    { id: 'a', type: 'Moved', sequence: 1, isSent: true, data: {} },
    { id: 'b', type: 'Stopped', sequence: 2, isSent: true, data: {} },
  ],
  handled: new Map([[handlingOf('listener', 'a'), 5]]),
  parked: [],
};
const heard = new Set(['a', 'b']);

describe('events that have come to rest', () => {
  it('are sent, heard, and handled once by each of their consumers', () => {
    expect(faultsOfEvents(stored, heard, consumers)).toEqual([]);
  });

  it.each([
    ['not sent', { events: [{ id: 'a', type: 'Moved', sequence: 1, isSent: false, data: {} }] }, 1],
    ['not handled', { handled: new Map() }, 1],
    ['handled by somebody whom they do not concern', { handled: new Map([['other a', 5]]) }, 2],
    ['parked', { parked: ['listener'] }, 1],
  ])('are at fault when they are %s', (_, fields, faults) => {
    expect(faultsOfEvents({ ...stored, ...fields }, heard, consumers)).toHaveLength(faults);
  });

  it('are at fault when nobody has heard them', () => {
    expect(faultsOfEvents(stored, new Set(['a']), consumers)).toEqual(['Stopped 2 never came from Kafka']);
  });
});
