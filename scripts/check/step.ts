import { spawn } from 'node:child_process';

/** One thing that `npm run check` looks at, as a command of its own. */
export interface Step {
  readonly name: string;
  /** What it means when the step passes. */
  readonly says: string;
  readonly command: readonly [program: string, ...args: string[]];
}

export interface StepResult {
  readonly step: Step;
  readonly passed: boolean;
  readonly seconds: number;
  /** Everything the command printed, in order. */
  readonly output: string;
}

/** Runs a step to its end. A program that cannot be started is a failed step, never a crash of the check. */
export function runStep(step: Step, cwd: string): Promise<StepResult> {
  const [program, ...args] = step.command;
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<StepResult>();
  const chunks: string[] = [];
  const finish = (passed: boolean) => {
    resolve({ step, passed, seconds: (performance.now() - started) / 1000, output: chunks.join('') });
  };
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  child.on('error', (error) => {
    chunks.push(`${error.message}\n`);
    finish(false);
  });
  child.on('close', (code) => finish(code === 0));
  return promise;
}
