import { atATime } from './at-a-time.ts';

/**
 * At most `together` tasks at a time, and at most `waiting` behind them. What comes on top is refused at once: `undefined` instead of
 * a promise.
 */
export function boundedWork(together: number, waiting: number) {
  const inTurn = atATime(together);
  let present = 0;

  async function run<T>(task: () => Promise<T>): Promise<T> {
    present += 1;
    try {
      return await inTurn(task);
    } finally {
      present -= 1;
    }
  }

  return <T>(task: () => Promise<T>): Promise<T> | undefined =>
    present >= together + waiting ? undefined : run(task);
}
