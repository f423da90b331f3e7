import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoInstallation } from './demo-installation.ts';
import { northstarPeople } from './northstar.ts';
import type { Installation, RunningServer } from './server-process.ts';
import { typedPage } from './typed-page.ts';

describe('a page that says how', () => {
  let installation: Installation;
  let server: RunningServer;
  let token: string;
  beforeAll(async () => {
    installation = await demoInstallation();
    server = await installation.start();
    const words = ['--tenant', 'northstar', '--roles', 'admin', '--subject', 'ana'];
    token = (await installation.command('token', ...words)).stdout.trim();
  }, 240_000);
  afterAll(() => installation.remove());

  const typed = (page: string) =>
    typedPage(page, installation, { API: `${server.url}/api/v1`, TOKEN: token });

  it('works in steps', async () => {
    const { admin } = await northstarPeople(installation, server.url);
    const { json: document } = await admin.get('/catalog/exports');
    document.sections['catalog/offerings@1'].items[0].name = 'Renamed in steps';
    await writeFile(join(installation.directory, 'catalog.json'), JSON.stringify(document));
    const [, steps, commit] = await typed('work-in-steps.md');
    expect(steps).toContain('"changed":1');
    expect(JSON.parse(commit ?? '')).toMatchObject({ type: 'catalog.import' });
  });

  it('signs in with a browser', async () => {
    const [opened, changed, closed] = await typed('sign-in-with-a-browser.md');
    expect(JSON.parse(opened ?? '')).toMatchObject({ tenant: 'northstar', subject: 'ana' });
    expect(JSON.parse(changed ?? '')).toMatchObject({ view: 'quote-list', version: 1 });
    expect(closed).toBe('');
  });

  it('ends all sessions of a user', async () => {
    await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    const [asked, ended] = await typed('end-sessions.md');
    expect(asked).toContain('"open":1');
    expect(JSON.parse(ended ?? '')).toEqual({ subject: 'ana', ended: 1 });
  });
});
