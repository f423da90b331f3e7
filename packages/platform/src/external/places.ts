/** What became of whoever asked for a place: has it, too many wait already, or left before there was one. */
export type Seating = 'taken' | 'full' | 'left';

/** So many at a time; so many may wait, in the order in which they came. */
export interface Places {
  /** Who has `taken` one gives it back. Whoever leaves makes room for another to wait. Never rejects. */
  take(leaving: AbortSignal): Promise<Seating>;
  give(): void;
}

export function newPlaces(most: number, mayWait: number): Places {
  const waiting = new Set<() => void>();
  let taken = 0;
  return {
    async take(leaving) {
      if (leaving.aborted) return 'left';
      if (taken < most) {
        taken += 1;
        return 'taken';
      }
      if (waiting.size >= mayWait) return 'full';
      const { promise, resolve } = Promise.withResolvers<Seating>();
      const leave = () => {
        waiting.delete(enter);
        resolve('left');
      };
      const enter = () => {
        leaving.removeEventListener('abort', leave);
        resolve('taken');
      };
      waiting.add(enter);
      leaving.addEventListener('abort', leave, { once: true });
      return promise;
    },
    give() {
      // Handed on: nobody who comes at that moment goes first.
      const [next] = waiting;
      if (next === undefined) {
        taken -= 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
