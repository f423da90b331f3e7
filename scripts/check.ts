// npm run check [-- step …]: everything that can be said about the code without running it.
import { resolve } from 'node:path';
import { runStep, type StepResult } from './check/step.ts';
import { checkSteps } from './check/steps.ts';

const root = resolve(import.meta.dirname, '..');
const steps = checkSteps(root);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `unknown step: ${unknown.join(', ')}; there are: ${steps.map(({ name }) => name).join(', ')}`,
  );
  process.exit(64);
}

function report({ step, passed, seconds }: StepResult): void {
  console.log(
    `${passed ? '✓' : '✗'} ${step.name.padEnd(13)} ${seconds.toFixed(1).padStart(5)} s   ${step.says}`,
  );
}

const chosen = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
// All at once: on two cores the slowest one hides the others, and no failure hides another.
const results = await Promise.all(
  chosen.map(async (step) => {
    const result = await runStep(step, root);
    report(result);
    return result;
  }),
);

const failed = results.filter(({ passed }) => !passed);
for (const { step, output } of failed) console.error(`\n── ${step.name} ──\n${output.trimEnd()}`);
console.log(
  `\n${results.length - failed.length} of ${results.length} checks passed${failed.length === 0 ? '' : `; failed: ${failed.map(({ step }) => step.name).join(', ')}`}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
