import type { Clock } from '../clock.ts';

/** A clock that stands still until it is told to move. */
export class ManualClock implements Clock {
  #now: number;
  #monotonic = 0;

  constructor(start: string | number = '2026-03-01T09:30:00.000Z') {
    this.#now = typeof start === 'number' ? start : Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    this.#monotonic += milliseconds;
  }

  /** Moves the wall clock alone, as an operator or NTP does. */
  setWall(time: string | number): void {
    this.#now = typeof time === 'number' ? time : Date.parse(time);
  }
}
