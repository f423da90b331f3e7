import {
  STORE_DOWN,
  STORE_DOWN_LATER,
  STORE_TROUBLES,
  type StoreDownRow,
} from '../../apps/server/src/compose/store-down/store-down-table.ts';
import { markdownPage, markdownTable } from './markdown-table.ts';

const TEST = 'apps/server/src/compose/store-down/store-down.rehearsal.test.ts';

/** What goes on without the store, under which troubles that is rehearsed, and by which test. */
export function storeDownPage(): string {
  const rehearsed = Object.values(STORE_DOWN).map((row) => [...cellsOf(row), `… > *trouble* > ${row.use}`]);
  const later = STORE_DOWN_LATER.map((row) => [...cellsOf(row), 'none: not there yet']);
  const troubles = Object.values(STORE_TROUBLES).map(({ name, means, silent }) => [
    name,
    means,
    silent ? 'nothing' : 'some',
  ]);
  return markdownPage(
    'While Redis is in trouble',
    INTRODUCTION,
    '## What goes on',
    markdownTable(['Use', 'Promise', 'Test'], [...rehearsed, ...later]),
    '## Troubles',
    'Every use is rehearsed under each of them, on two processes with the deadlines of production, against real PostgreSQL and real Redis.',
    markdownTable(['Trouble', 'What happens', 'Answered meanwhile'], troubles),
  );
}

const cellsOf = ({ use, behaviour }: StoreDownRow) => [use, behaviour];

const INTRODUCTION = [
  'PostgreSQL is the only truth, so nothing is lost with Redis, and what is asked meanwhile is answered as it would be without copies. A request waits for Redis 50 ms at most, over all that it asks there; after a few that got no answer nothing is asked until Redis is found to be back.',
  `The tests are in \`${TEST}\`. Under each trouble they also see that the processes have noticed it, that a silent store is asked nothing more, and that copies are used again when it is well. [What to do](../runbook/store-unavailable.md) is in the runbook.`,
].join('\n\n');
