import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allowedCommands, decide, type QuoteFacts } from '../domain/decide.ts';
import { isDue } from '../domain/quote.ts';
import { type QuoteCommand, type QuoteState, quoteCommands } from '../domain/quote-states.ts';
import { admin, committedEvents, type RunningQuoting, runQuoting } from '../testing/index.ts';

const DAY = 86_400_000;
const VALIDITY = 30 * DAY;

/** What the state table says has become of a quote. */
interface Model {
  state: QuoteState;
  validUntil: number;
  readonly actions: string[];
  readonly events: string[];
}

/** What a caller of HTTP can ask for: time expires, and ordering converts. */
const commands = quoteCommands.filter((command) => command !== 'expire' && command !== 'convert');

const step = fc.record({
  daysLater: fc.constantFrom(0, 0, 0, 20),
  /** Mostly what leads on from the state, so that walks go far; sometimes anything. */
  onwards: fc.constantFrom(true, true, true, false),
  pick: fc.noBias(fc.nat()),
  reason: fc.constantFrom(undefined, 'because'),
  approvalSignals: fc.nat({ max: 1 }),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describeOnPostgres('a quote under any sequence of commands', (engine) => {
  let running: RunningQuoting;
  let approvalSignals = 0;
  beforeAll(async () => {
    const signals = [{ code: 'DISCOUNT_ABOVE_15', level: 1 }];
    running = await runQuoting(engine, { raisedBy: async () => signals.slice(0, approvalSignals) });
  });
  afterAll(() => running.close());

  /** Moves the model as the table does; says what the server should answer. */
  function expected(model: Model, command: QuoteCommand, given: Partial<QuoteFacts> = {}): string {
    const facts = {
      itemCount: 1,
      approvalSignals: 0,
      reason: undefined,
      ...given,
      now: running.clock.now(),
      validUntil: model.validUntil,
    };
    const decision = decide(model.state, command, facts);
    if (decision.outcome === 'refused') return decision.code;
    const { to, emits, opensRevision } = decision.transition;
    model.state = opensRevision === true ? 'draft' : to;
    if (opensRevision === true) model.validUntil = facts.now + VALIDITY;
    model.actions.push(`quote.${command}`);
    model.events.push(...emits);
    return model.state;
  }

  function passTime(model: Model, days: number): void {
    running.clock.advance(days * DAY);
    if (isDue(model, running.clock.now())) expected(model, 'expire');
  }

  function chosen({ state }: Model, { onwards, pick }: Step): QuoteCommand {
    const leading = allowedCommands(state).filter(
      (command) => !['edit', 'cancel', 'convert'].includes(command),
    );
    const among = onwards && leading.length > 0 ? leading : commands;
    return among[pick % among.length] as QuoteCommand;
  }

  function send(quote: TestAnswer, command: QuoteCommand, reason: string | undefined): Promise<TestAnswer> {
    if (command === 'edit') {
      return running.quotes.change('PATCH', quote, '', { body: { name: quote.headers['etag'] } });
    }
    const takesReason = ['approve', 'decline', 'reject', 'cancel'].includes(command);
    const body = takesReason && reason !== undefined ? { reason } : {};
    // Nobody approves what they have submitted.
    const as = command === 'approve' ? { ...admin, subject: 'approver-1' } : admin;
    return running.quotes.command(quote, command, { body, as });
  }

  it('goes where the table leads, and has one audit row and the events of each move, and none of a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        let quote = await running.quotes.quoteIn('draft');
        const validUntil = running.clock.now() + VALIDITY;
        const model: Model = {
          state: 'draft',
          validUntil,
          actions: ['quote.create'],
          events: ['QuoteCreated'],
        };
        for (const taken of steps) {
          passTime(model, taken.daysLater);
          const command = chosen(model, taken);
          ({ approvalSignals } = taken);
          const reason = command === 'cancel' ? taken.reason : undefined;
          const outcome = expected(model, command, { approvalSignals, reason });
          const answer = await send(quote, command, taken.reason);
          expect(answer.status < 300 ? answer.json.state : answer.json.code, command).toBe(outcome);
          quote = await running.quotes.read(quote);
          expect(quote.json).toMatchObject({ state: model.state, version: model.actions.length });
        }
        const history = (await running.quotes.read(quote, '/history?limit=500')).json.items;
        expect(history.map(({ action }: { action: string }) => action).toReversed()).toEqual(model.actions);
        const events = await committedEvents(running.database.db, { type: 'quote', id: quote.json.id });
        expect(events).toEqual(model.events);
      }),
      { numRuns: 40 },
    );
  });
});
