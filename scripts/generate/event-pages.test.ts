import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheEvents } from '@quotewright/platform/cache';
import { platformModule } from '@quotewright/platform/http';
import type { EventDefinition } from '@quotewright/platform/messaging';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeModules } from '../../apps/server/src/compose/describe-modules.ts';
import { CONTRACTS } from './event-contracts.ts';
import { eventPages } from './event-pages.ts';
import { EXAMPLE } from './events-page.ts';
import { pages } from './pages.ts';

const opened: EventDefinition<any> = {
  type: 'ShopOpened',
  schemaVersion: 1,
  aggregate: 'shop',
  readPermission: 'shop:read',
  summary: 'A shop was opened.',
  data: z.strictObject({
    shopId: z.string().describe('Identifies the aggregate.'),
    doors: z.array(z.strictObject({ wide: z.boolean().exactOptional() })),
    owner: z.strictObject({ since: z.int() }).nullable(),
    state: z.enum(['open', 'busy']),
  }),
};

const renamed = { ...opened, data: z.strictObject({ id: z.string() }) };

describe('the pages of events', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'event-pages-'));
    await mkdir(join(root, CONTRACTS), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const render = (...events: readonly EventDefinition<any>[]) =>
    Promise.all(
      eventPages([{ name: 'shop', events }], root).map(async (page) => [page.path, await page.render()]),
    );

  const write = async (...events: readonly EventDefinition<any>[]) => {
    for (const [path, text] of (await render(...events)).slice(1)) {
      await writeFile(join(root, path ?? ''), text ?? '');
    }
  };

  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...words], { cwd: root });

  const commit = () => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'contracts');
  };

  it('say every member of every event, and have a contract for each', async () => {
    const [[path, page], [contractPath, contract]] = (await render(opened)) as [string[], string[]];
    expect(path).toBe('docs/reference/events.md');
    expect(page?.split('\n')).toEqual(
      expect.arrayContaining([
        '| [`ShopOpened`](events/ShopOpened.v1.json) | 1 | `shop` | `shop:read` | A shop was opened. |',
        '| `shopId` | string | Identifies the aggregate. |',
        '| `doors` | array of object |  |',
        '| `doors[].wide` | boolean, optional |  |',
        '| `owner` | object or null |  |',
        '| `owner.since` | integer |  |',
        '| `state` | `open`, `busy` |  |',
      ]),
    );
    expect(contractPath).toBe('docs/reference/events/ShopOpened.v1.json');
    expect(JSON.parse(contract ?? '')).toMatchObject({ $id: 'urn:quotewright:event:ShopOpened:1' });
  });

  it('are not made while the files promise something else, none of them', async () => {
    await write(opened);
    for (const page of eventPages([{ name: 'shop', events: [renamed] }], root)) {
      await expect(page.render()).rejects.toThrow(/Raise schemaVersion.*\n.*shopId: the member is gone/);
    }
  });

  it('name the contracts that are kept and not sent any more', async () => {
    await write(opened);
    const [[, page]] = (await render({ ...renamed, schemaVersion: 2 })) as [string[]];
    expect(page).toContain('## No longer sent\n\n* [ShopOpened.v1.json](events/ShopOpened.v1.json)');
  });

  it('are not made when the files were edited to match, neither before the commit nor after it', async () => {
    git('init', '--quiet');
    await write(opened);
    commit();
    await rm(join(root, CONTRACTS), { recursive: true });
    await mkdir(join(root, CONTRACTS));
    await expect(write(renamed)).rejects.toThrow('shopId: the member is gone');
    commit();
    await expect(write(renamed)).rejects.toThrow('shopId: the member is gone');
    await write(opened);
  });
});

describe('the reference of events', () => {
  it('names permissions that exist, for whoever may hear each', () => {
    const { contexts } = describeModules();
    const known = [platformModule(), ...contexts].flatMap(({ permissions }) => permissions);
    const events = [...contexts.flatMap((context) => context.events ?? []), ...cacheEvents];
    const unknown = events.filter(
      ({ readPermission }) => !known.some(({ permission }) => permission === readPermission),
    );
    expect(unknown.map(({ type }) => type)).toEqual([]);
  });

  it('has every event of every module, and an example that keeps its contract', async () => {
    const { contexts } = describeModules();
    const events = contexts.flatMap((context) => context.events ?? []);
    const page = await pages.find(({ path }) => path === 'docs/reference/events.md')?.render();
    for (const { type } of events) expect(page).toContain(`\`${type}\``);
    expect(page).toContain('`CachePurged`');
    const ofExample = events.find(({ type }) => type === EXAMPLE.type);
    expect(ofExample).toMatchObject({
      schemaVersion: EXAMPLE.schemaVersion,
      aggregate: EXAMPLE.aggregate.type,
    });
    expect(ofExample?.data.safeParse(EXAMPLE.data).error).toBeUndefined();
  });
});
