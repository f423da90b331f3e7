import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { accepted } from '../../http/answer.ts';
import { enqueueJob } from '../../jobs/job-queue.ts';
import type { WizardDefinition } from '../../wizards/wizard-definition.ts';
import type { EventConsumer } from '../event-consumer.ts';
import { consumersByName } from './consumers-by-name.ts';
import { fail } from './parked-errors.ts';
import type { ParkedEvent } from './parked-event.ts';
import type { ParkedEvents } from './parked-events.ts';
import { headsOf } from './parked-rows.ts';
import { MAX_REPLAYS, REPLAY_EVENTS } from './replay-events.job.ts';

interface RepairWizardDeps {
  readonly parkedEvents: Pick<ParkedEvents, 'list'>;
  /** Whoever may have parked one. */
  readonly consumers: readonly EventConsumer[];
}

interface RepairWizardState {
  readonly choose: { readonly ids: readonly string[]; readonly reason: string };
}

const chooseSchema = z.strictObject({
  consumer: z.string().max(100).exactOptional(),
  type: z.string().max(100).exactOptional().describe('Of the event: `QuoteAccepted`.'),
  state: z.enum(['parked', 'waiting']).default('parked'),
  reason: z.string().trim().min(1).max(500).describe('Why; kept in the audit trail with each event.'),
});

/** Groups of events that a preview lists. */
const MAX_GROUPS = 50;

/** Has many parked events handled again: who chooses them sees first what that does. The commit makes a job. */
export function repairWizard({
  parkedEvents,
  consumers,
}: RepairWizardDeps): WizardDefinition<RepairWizardState> {
  const byName = consumersByName(consumers);

  /** Of one consumer and type. */
  const groupView = (events: readonly ParkedEvent[]) => {
    const [{ consumer: name, head }] = events as [ParkedEvent];
    const consumer = byName.get(name);
    const times = events.map(({ parkedAt }) => parkedAt);
    return {
      consumer: name,
      type: head?.type ?? '',
      events: events.length,
      firstParkedAt: timestamp(Math.min(...times)),
      lastParkedAt: timestamp(Math.max(...times)),
      errors: [...new Set(events.map(({ error }) => error.code))].slice(0, 10),
      effect: consumer === undefined ? 'none' : 'handle' in consumer ? 'once' : 'repeatable',
    };
  };

  return {
    type: 'repair',
    title: 'Have parked events handled again',
    permission: 'event:repair',
    // Of one order, however many events: as many as it may have would never fit into the quota at once.
    limit: { class: 'repair', cost: 10 },
    steps: [
      {
        name: 'choose',
        title: 'Choose the events',
        input: chooseSchema,
        async run({ read }, _state, { reason, ...filter }: z.output<typeof chooseSchema>) {
          const { items, nextCursor } = await read((tx) =>
            parkedEvents.list(tx, filter, { limit: MAX_REPLAYS }),
          );
          if (items.length === 0) throw fail('PARKED_EVENT_NOT_FOUND', 'no parked event matches');
          const view = { events: items.length, more: nextCursor !== undefined, most: MAX_REPLAYS };
          return { keep: { ids: items.map(({ id }) => id), reason }, view };
        },
      },
      {
        name: 'preview',
        title: 'See what a replay does',
        input: z.strictObject({}),
        async run({ read }, { choose }) {
          const found = await read((tx) => headsOf(tx, choose.ids));
          const open = found.filter(({ resolved }) => resolved === undefined);
          const groups = [
            ...Map.groupBy(open, ({ consumer, head }) => JSON.stringify([consumer, head?.type])),
          ];
          const view = {
            events: open.length,
            repairedMeanwhile: choose.ids.length - open.length,
            groups: groups.slice(0, MAX_GROUPS).map(([, events]) => groupView(events)),
            truncated: groups.length > MAX_GROUPS,
          };
          return { keep: { events: open.length }, view };
        },
      },
    ],
    async commit(tx, { principal: actor }, { choose }) {
      const input = { ids: [...choose.ids], reason: choose.reason };
      return accepted(await enqueueJob(tx, { type: REPLAY_EVENTS, input, actor }));
    },
  };
}
