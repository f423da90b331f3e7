import { Presets, SingleBar } from 'cli-progress';

/** Shows how far long work has come, on standard error: standard output is for results. */
export interface ProgressDisplay {
  update(done: number, total: number, unit: string): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere one line when the work begins to count and one when it ends. */
export function showProgress(title: string): ProgressDisplay {
  return process.stderr.isTTY ? bar(title) : lines(title);
}

function bar(title: string): ProgressDisplay {
  const display = new SingleBar(
    {
      format: `${title} [{bar}] {percentage}% {value}/{total} {unit}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: false,
    },
    Presets.rect,
  );
  let started = false;
  return {
    update(done, total, unit) {
      if (!started) display.start(total, done, { unit });
      started = true;
      display.setTotal(total);
      display.update(done, { unit });
    },
    stop() {
      if (started) display.stop();
    },
  };
}

function lines(title: string): ProgressDisplay {
  let last: { done: number; total: number; unit: string } | undefined;
  return {
    update(done, total, unit) {
      if (last === undefined) process.stderr.write(`${title} …\n`);
      last = { done, total, unit };
    },
    stop() {
      if (last !== undefined) process.stderr.write(`${title}: ${last.done}/${last.total} ${last.unit}\n`);
    },
  };
}
