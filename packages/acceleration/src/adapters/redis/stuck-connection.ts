import type { Redis } from 'ioredis';

/** Milliseconds between two looks at a connection; more than a command waits for its reply. */
const LOOK_EVERY = 250;
/** Looks that find the oldest command waiting since the look before, after which the connection is given up. */
const MOST_LATE = 4;
/** Looks in a row that find nothing late, after which a busy connection is believed again. */
const ENOUGH_IN_TIME = 8;

/**
 * Gives a connection up whose replies do not come in time although bytes do, which the driver takes for a sign of life. After a damaged
 * reply that is so for ever: the length of a text, once it was read wrongly, swallows what follows; and where a reply was lost each
 * command gets the one of the next. Looks are counted, not time, so that a loop that stood still has read what came meanwhile.
 * Commands that block on purpose must not be sent over such a connection.
 */
export function giveUpWhenStuck(connection: Redis): void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearInterval(timer);
  connection.on('connect', () => {
    const { stream } = connection;
    const isStuck = newLooks();
    stop();
    timer = setInterval(() => {
      if (!isStuck(connection.commandQueue.peekFront())) return;
      stop();
      stream.destroy(new Error('the connection is out of step: its replies are late again and again'));
    }, LOOK_EVERY).unref();
  });
  connection.on('close', stop);
}

/** Is told, look by look, which command waits longest; `undefined`: none does, and all is well. */
function newLooks(): (oldest: object | undefined) => boolean {
  let before: object | undefined;
  let late = 0;
  let inTime = 0;
  return (oldest) => {
    const isLate = oldest !== undefined && oldest === before;
    before = oldest;
    late += isLate ? 1 : 0;
    inTime = isLate ? 0 : inTime + 1;
    if (oldest === undefined || inTime >= ENOUGH_IN_TIME) late = 0;
    return late >= MOST_LATE;
  };
}
