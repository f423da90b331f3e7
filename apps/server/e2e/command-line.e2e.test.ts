import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from './http-client.ts';
import { everyItem, firstAccount, performSale } from './sale.ts';
import { type Installation, newInstallation } from './server-process.ts';

describe('the command line', () => {
  let installation: Installation;
  let token: string;

  beforeAll(async () => {
    // One tenant is enough to carry about: what takes long is the number of rows.
    installation = await newInstallation({ QUOTEWRIGHT_DEMO: 'false' });
    await installation.command('seed', 'modelmart');
    token = (await installation.command('token', '--tenant', 'modelmart', '--roles', 'sales')).stdout.trim();
  }, 120_000);
  afterAll(() => installation.remove());

  /** How a command ended that was expected to fail. */
  const failure = (...words: string[]) =>
    installation.command(...words).then(
      ({ stdout }) => ({ code: 0, stderr: stdout }),
      (error: { code: number; stderr: string }) => error,
    );

  it('carries a whole installation to another folder: export --all, import', {
    timeout: 180_000,
  }, async () => {
    const server = await installation.start();
    const sale = await performSale(server.url, token, await firstAccount(server.url, token), 'kept');
    const orders = await everyItem(server.url, token, '/api/v1/orders');
    expect(await server.stop()).toBe(0);

    const archive = join(installation.directory, 'all.backup.gz');
    await installation.command('export', '--all', '--out', archive);
    const other = await newInstallation({ QUOTEWRIGHT_DEMO: 'false' });
    try {
      expect((await other.command('import', archive)).stdout).toMatch(/^Restored \d+ rows/);
      const restored = await other.start();
      const theirs = (
        await other.command('token', '--tenant', 'modelmart', '--roles', 'sales')
      ).stdout.trim();
      expect(await everyItem(restored.url, theirs, '/api/v1/orders')).toEqual(orders);
      const again = await performSale(restored.url, theirs, await firstAccount(restored.url, theirs), 'kept');
      expect(again, 'keys used before the backup still replay').toEqual(sale);
      const offering = '/api/v1/product-offerings/anthropic.claude-2';
      expect((await send(restored.url, 'GET', offering, { token: theirs })).status).toBe(200);
      expect(await restored.stop()).toBe(0);
    } finally {
      await other.remove();
    }
  });

  it('overwrites no backup, and a damaged one leaves no installation behind', {
    timeout: 180_000,
  }, async () => {
    const file = join(installation.directory, 'precious.backup.gz');
    await writeFile(file, gzipSync('{"format":"quotewright/backup@1"}\n'));
    expect(await failure('export', '--all', '--out', file)).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/EXPORT_FILE_EXISTS/),
    });
    const folder = join(installation.directory, 'never-made');
    expect(await failure('import', file, '--data-dir', folder)).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/BACKUP_DAMAGED/),
    });
    expect(existsSync(folder)).toBe(false);
    expect((await failure('import', file, '--tenant', 'modelmart')).code, 'a backup has no tenant').toBe(2);
  });

  it('refuses a second server on the same data, and says who holds it', { timeout: 180_000 }, async () => {
    const server = await installation.start();
    const second = await failure('serve');
    expect(second.code).toBe(69);
    expect(second.stderr).toMatch(/in use by the process \d+/);
    expect((await installation.command('doctor')).stdout).toContain('a running server holds it');
    expect(await server.stop()).toBe(0);
    expect((await installation.command('doctor')).stdout).toMatch(
      /ok\s+installation [0-9a-f-]{36}, truth epoch 1/,
    );
  });

  it.each([
    ['an unknown command', ['sel'], 2, /Did you mean/],
    ['a missing option', ['token', '--tenant', 'acme'], 2, /--roles/],
    ['a tenant id that is none', ['token', '--tenant', 'A B', '--roles', 'sales'], 65, /TENANT_ID_INVALID/],
    ['a file that is not there', ['import', 'nowhere.json'], 69, /nowhere\.json/],
  ])('ends with its own status for %s', async (_, words, code, message) => {
    const ended = await failure(...words);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(message);
  });

  it('ends, and leaves nothing behind, when a port is taken', { timeout: 180_000 }, async () => {
    const server = await installation.start();
    const other = await newInstallation({
      QUOTEWRIGHT_DEMO: 'false',
      QUOTEWRIGHT_METRICS_PORT: new URL(server.url).port,
    });
    try {
      await expect(other.command('serve')).rejects.toMatchObject({
        code: 69,
        stderr: expect.stringMatching(/EADDRINUSE/),
      });
      expect((await other.command('doctor')).stdout).toContain('the schema is up to date');
    } finally {
      await other.remove();
      await server.stop();
    }
  });

  it('looks and backs up without changing the schema', { timeout: 180_000 }, async () => {
    const untouched = await newInstallation();
    try {
      await expect(untouched.command('doctor')).rejects.toMatchObject({
        code: 69,
        stdout: expect.stringMatching(/migrations are pending/),
      });
      await expect(untouched.command('export', '--all')).rejects.toMatchObject({
        stderr: expect.stringMatching(/BACKUP_NOT_POSSIBLE/),
      });
      await expect(untouched.command('doctor')).rejects.toMatchObject({
        stdout: expect.stringMatching(/migrations are pending/),
      });
    } finally {
      await untouched.remove();
    }
  });

  it.each([
    ['a setting that does not exist', { QUOTEWRIGHT_DATADIR: 'x' }, /did you mean QUOTEWRIGHT_DATA_DIR/],
    ['development tokens on an open address', { HOST: '0.0.0.0' }, /DEVELOPMENT_ISSUER_EXPOSED/],
  ])('refuses to start with %s', async (_, settings, message) => {
    const misconfigured = await newInstallation(settings);
    try {
      await expect(misconfigured.command('serve')).rejects.toMatchObject({
        code: 78,
        stderr: expect.stringMatching(message),
      });
    } finally {
      await misconfigured.remove();
    }
  });

  it('imports a document of a tenant, publishes it, and refuses a bad one whole', {
    timeout: 180_000,
  }, async () => {
    const file = join(installation.directory, 'catalog.json');
    const specification = { id: 'cable', name: 'Cable' };
    const offering = { id: 'cable-1', name: 'Cable 1 m', specificationId: 'cable', lifecycle: 'active' };
    const document = (offerings: readonly object[]) => ({
      format: 'quotewright/catalog@1',
      sections: {
        'catalog/specifications@1': { items: [specification] },
        'catalog/offerings@1': { items: offerings },
      },
    });
    await installation.command('tenant', 'create', 'cables', '--currency', 'EUR');
    await writeFile(file, JSON.stringify(document([offering])));
    const published = await installation.command('import', file, '--tenant', 'cables', '--publish');
    expect(published.stdout).toContain('published as version 1');

    await writeFile(file, JSON.stringify(document([{ ...offering, lifecycle: 'sold' }])));
    const refused = await failure('import', file, '--tenant', 'cables', '--publish');
    expect(refused.code).toBe(65);
    expect(refused.stderr).toContain('/sections/catalog~1offerings@1/items/0/lifecycle');
  });

  it('reads YAML by the name of the file, and TMF620 when it is told so', { timeout: 120_000 }, async () => {
    const file = (name: string) => join(installation.directory, name);
    const yaml = ['format: quotewright/catalog@1', 'sections:', '  catalog/categories@1:', '    items:'];
    await installation.command('tenant', 'create', 'pipes', '--currency', 'EUR');
    await writeFile(file('bad.yaml'), [...yaml, '      - {id: a}'].join('\n'));
    const refused = await failure('import', file('bad.yaml'), '--tenant', 'pipes');
    expect(refused.stderr).toMatch(/\/items\/0\/name at 5:9: is required/);

    const category = { '@type': 'Category', id: 'pipes', name: 'Pipes', lifecycleStatus: 'Active' };
    await writeFile(file('tmf620.json'), JSON.stringify([category]));
    const merged = await installation.command(
      'import',
      file('tmf620.json'),
      '--tenant',
      'pipes',
      '--format',
      'tmf620',
    );
    expect(merged.stdout).toContain('/0/lifecycleStatus: left out: categories have no lifecycle');
  });
});
