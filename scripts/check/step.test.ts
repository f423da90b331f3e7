import { describe, expect, it } from 'vitest';
import { runStep, type Step } from './step.ts';

const step = (...command: Step['command']): Step => ({ name: 'step', says: '', command });
const node = (code: string) => step(process.execPath, '--eval', code);

describe('a step of the check', () => {
  it('passes with its output when the program ends well', async () => {
    const result = await runStep(node("console.log('fine')"), '.');
    expect(result).toMatchObject({ passed: true, output: 'fine\n' });
  });

  it('fails with all that the program said', async () => {
    const result = await runStep(node("console.log('out'); console.error('err'); process.exitCode = 3"), '.');
    expect(result.passed).toBe(false);
    expect(result.output).toContain('out');
    expect(result.output).toContain('err');
  });

  it('fails, and does not break the check, when there is no such program', async () => {
    const result = await runStep(step('/nonexistent/program'), '.');
    expect(result.passed).toBe(false);
    expect(result.output).toContain('ENOENT');
  });
});
