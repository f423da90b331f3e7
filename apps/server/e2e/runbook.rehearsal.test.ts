import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { redisMissing } from '@quotewright/acceleration/testing';
import { describeOnPostgres, type TestEngine } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveInstallation, startLiveInstallation } from './runbook/live-installation.ts';
import { OperatorShell } from './runbook/operator-shell.ts';
import { typePage } from './runbook/rehearsal.ts';
import { REHEARSALS } from './runbook/rehearsals.ts';
import { gapsOf, readRunbookPage, runbookPages } from './runbook/runbook-page.ts';

/** A page is some ten commands, each of which starts a program. */
const PATIENCE_MS = 300_000;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const exclude = (name: string) => name.endsWith('node_modules');

describe('the runbook', () => {
  it('has a rehearsal for each page, and none for a page that is gone', async () => {
    expect(Object.keys(REHEARSALS).toSorted()).toEqual(await runbookPages());
  });

  it('says in blocks all that is to be typed: each step has one, or says why it has none', async () => {
    const pages = await Promise.all((await runbookPages()).map(readRunbookPage));
    expect(pages.flatMap(gapsOf)).toEqual([]);
  });

  it('names filters that find tests, where tests are to be run', async () => {
    const pages = await Promise.all((await runbookPages()).map(readRunbookPage));
    const filters = pages.flatMap(({ filters: named }) => named);
    const files = await Array.fromAsync(
      glob('{apps,contexts,packages}/**/*.test.ts', { cwd: ROOT, exclude }),
    );
    expect(filters.length).toBeGreaterThan(0);
    expect(filters.filter((filter) => !files.some((file) => file.includes(filter)))).toEqual([]);
  });
});

describe.skipIf(redisMissing() !== undefined)('each page of the runbook', () => {
  describeOnPostgres('typed from its first to its last block', rehearse);
});

function rehearse(engine: TestEngine): void {
  let live: LiveInstallation;
  beforeAll(async () => {
    live = await startLiveInstallation(engine);
  }, PATIENCE_MS);
  afterAll(() => live?.stop());

  it.for(Object.entries(REHEARSALS))('%s', { timeout: PATIENCE_MS }, async ([name, rehearsal], context) => {
    const missing = await rehearsal.missing?.();
    if (missing !== undefined) context.skip(missing);
    const page = await readRunbookPage(name);
    try {
      const { variables, directory = live.installation.directory } = (await rehearsal.arrange?.(live)) ?? {};
      const shell = new OperatorShell(directory, {
        ...live.installation.environment,
        QUOTEWRIGHT_URL: live.url,
        QUOTEWRIGHT_TOKEN: live.token,
        ...variables,
      });
      expect(await typePage(page, rehearsal, live, shell), live.log()).toEqual([]);
    } finally {
      await rehearsal.restore?.(live);
    }
  });
}
