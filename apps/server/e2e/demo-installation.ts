import { access, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Installation, newInstallation } from './server-process.ts';

/** Of this run of the tests; whoever begins the run removes it at its end. */
const template = () =>
  join(tmpdir(), `quotewright-demo-${process.env['QUOTEWRIGHT_TEST_RUN'] ?? process.pid}`);

const WAIT_MS = 180_000;

/** A new installation with the demo tenants as a first start makes them, copied from one that was seeded once in this run. */
export async function demoInstallation(settings: NodeJS.ProcessEnv = {}): Promise<Installation> {
  const installation = await newInstallation(settings);
  await cp(await seeded(), installation.environment['QUOTEWRIGHT_DATA_DIR'] as string, { recursive: true });
  return installation;
}

/** The folder to copy. Whichever test file needs it first makes it; the others wait for it. */
async function seeded(): Promise<string> {
  const [folder, ready] = [join(template(), 'data'), join(template(), 'ready')];
  if (await isFirst()) {
    try {
      const installation = await newInstallation({ QUOTEWRIGHT_DATA_DIR: folder });
      await installation.command('seed');
      await installation.remove();
      await writeFile(ready, '');
    } catch (error) {
      await rm(template(), { recursive: true, force: true });
      throw error;
    }
  }
  for (const end = performance.now() + WAIT_MS; !(await exists(ready)); await sleep(100)) {
    if (performance.now() > end) throw new Error(`${ready} was not made by whoever began to make it`);
  }
  return folder;
}

async function isFirst(): Promise<boolean> {
  try {
    await mkdir(template());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
