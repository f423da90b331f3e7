import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface BareProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `bare-server.ts` with the answer that it is to give. */
export async function startBareProcess(
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<BareProcess> {
  const program = fileURLToPath(new URL('./bare-server.ts', import.meta.url));
  const child = spawn(process.execPath, [program, body, JSON.stringify(headers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url: line.replace('listening on ', ''),
    async stop() {
      child.kill();
      await ended;
    },
  };
}
