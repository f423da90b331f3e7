import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../examples/external-systems/src/main.ts', import.meta.url));

export interface SimulatedSystem {
  readonly url: string;
  /** Changes how it behaves; see its README. */
  behave(behaviour: Readonly<Record<string, number | boolean>>): Promise<void>;
  effects(): Promise<{ readonly requests: number; readonly effects: number; readonly repeats: number }>;
}

export interface SimulatedSystems {
  readonly billing: SimulatedSystem;
  readonly inventory: SimulatedSystem;
  stop(): Promise<void>;
}

/** The example's two systems in a process of their own. */
export async function startSimulatedSystems(): Promise<SimulatedSystems> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, BILLING_PORT: '0', INVENTORY_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const urls = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [name, url] = line.split(' ');
    if (name !== undefined && url !== undefined) urls.set(name, url);
    if (urls.size === 2) break;
  }
  return {
    billing: systemAt(urls.get('billing-core') as string),
    inventory: systemAt(urls.get('inventory') as string),
    async stop() {
      child.kill();
      await ended;
    },
  };
}

function systemAt(url: string): SimulatedSystem {
  return {
    url,
    async behave(behaviour) {
      const answer = await fetch(`${url}/control`, { method: 'PUT', body: JSON.stringify(behaviour) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    effects: async () => (await fetch(`${url}/effects`)).json() as ReturnType<SimulatedSystem['effects']>,
  };
}
