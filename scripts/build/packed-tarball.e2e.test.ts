import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@quotewright/acceleration/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleServer } from './bundle.ts';
import { layOutPackage } from './package-folder.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Nothing of the caller's may configure the installation under test. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(QUOTEWRIGHT_|DATABASE_URL|REDIS_URL|KAFKA_|npm_)/.test(name),
  ),
);

/** Asks until there is an answer or the process has ended: a start takes a few seconds. */
async function firstAnswer(url: string, server: ChildProcess): Promise<Response> {
  while (server.exitCode === null && server.signalCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return answer;
    await sleep(100);
  }
  throw new Error(`the server ended with status ${server.exitCode}`);
}

describe('the packed tarball', () => {
  let folder: string;
  let command: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quotewright-tarball-'));
    await bundleServer(root);
    const { version } = await layOutPackage(root, join(folder, 'package'));
    await run('npm', ['pack', './package', '--ignore-scripts'], { cwd: folder, env: environment });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'somewhere-else', private: true }));
    const tarball = `./quotewright-${version}.tgz`;
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    await run('npm', ['install', tarball, ...flags], { cwd: folder, env: environment });
    command = join(folder, 'node_modules/quotewright/bin/quotewright.js');
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('explains itself', async () => {
    const { stdout } = await run(process.execPath, [command, '--help'], { cwd: folder, env: environment });
    expect(stdout).toContain('serve');
  });

  it('carries its licence, its bundle and the SQL of every context', async () => {
    const { stdout } = await run('find', ['node_modules/quotewright', '-type', 'f'], { cwd: folder });
    const files = stdout.split('\n');
    const sql = (context: string) => files.some((file) => file.includes(`/dist/sql/${context}/000001_`));
    expect(files).toContain('node_modules/quotewright/LICENSE');
    expect(
      ['platform', 'tenancy', 'accounts', 'catalog', 'pricing', 'quoting', 'ordering'].filter((c) => !sql(c)),
    ).toEqual([]);
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
  });

  it('serves from an empty folder', async () => {
    const port = await freePort();
    const server = spawn(process.execPath, [command, 'serve'], {
      cwd: folder,
      env: { ...environment, PORT: String(port), QUOTEWRIGHT_DATA_DIR: join(folder, 'data') },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    try {
      const answer = await firstAnswer(`http://127.0.0.1:${port}/health/ready`, server);
      expect(answer.status).toBe(200);
    } finally {
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
    }
    expect(server.exitCode).toBe(0);
  }, 120_000);
});
