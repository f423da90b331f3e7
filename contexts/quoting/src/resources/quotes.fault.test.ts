import { describeOnPostgres, type TestAnswer } from '@quotewright/platform/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { committedEvents, type RunningQuoting, runQuoting } from '../testing/index.ts';

describeOnPostgres('a quote that many change at once', (engine) => {
  let running: RunningQuoting;
  beforeAll(async () => {
    running = await runQuoting(engine);
  });
  afterAll(() => running.close());

  const statuses = (answers: readonly TestAnswer[]) => answers.map((answer) => answer.status).sort();
  const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

  it('takes one of 20 edits that saw the same version, and tells the others', async () => {
    const draft = await running.quotes.quoteIn('draft');
    const body = { offeringId: 'seat' };
    const answers = await Promise.all(
      times(20, 0).map(() => running.quotes.command(draft, 'items', { body })),
    );
    expect(statuses(answers)).toEqual([201, ...times(19, 412)]);
    expect((await running.quotes.read(draft)).json).toMatchObject({ version: 2, items: [{}, {}] });
  });

  it('goes one way when it is accepted, rejected, revised and cancelled at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const presented = await running.quotes.quoteIn('presented');
      const commands = ['accept', 'reject', 'revise', 'cancel', 'accept', 'reject'];
      const answers = await Promise.all(
        commands.map((command) => running.quotes.command(presented, command)),
      );
      expect(statuses(answers)).toEqual([200, ...times(5, 412)]);
      const winner = answers.find((answer) => answer.status === 200) as TestAnswer;
      expect((await running.quotes.read(presented)).text).toBe(winner.text);
      const events = await committedEvents(running.database.db, { type: 'quote', id: presented.json.id });
      expect(events).toHaveLength(6);
    }
  });

  it('is expired once, however many find out together', async () => {
    const presented = await running.quotes.quoteIn('presented');
    running.clock.advance(30 * 86_400_000);
    const answers = await Promise.all(
      times(12, 0).map((_, index) =>
        index % 2 === 0 ? running.quotes.read(presented) : running.quotes.command(presented, 'accept'),
      ),
    );
    expect(
      answers.filter((answer) => answer.status === 200).every(({ json }) => json.state === 'expired'),
    ).toBe(true);
    expect(answers.every((answer) => [200, 409, 412].includes(answer.status))).toBe(true);
    const events = await committedEvents(running.database.db, { type: 'quote', id: presented.json.id });
    expect(events.filter((type) => type === 'QuoteExpired')).toHaveLength(1);
  });

  it('numbers 30 quotes that are opened together without gap or repeat', async () => {
    const opened = await Promise.all(times(30, 0).map(() => running.quotes.quoteIn('draft')));
    const numbers = opened.map(({ json }) => Number(json.number.slice(-6))).sort((a, b) => a - b);
    const first = numbers[0] as number;
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
  });
});
