import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const LINGERING = fileURLToPath(new URL('./fixtures/lingering-process.ts', import.meta.url));

describe('a process that was asked to stop', () => {
  it('ends with success when everything is closed, whatever a library has left behind', async () => {
    const child = spawn(process.execPath, [LINGERING], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(printed).toContain('"msg":"stopped"');
  });
});
