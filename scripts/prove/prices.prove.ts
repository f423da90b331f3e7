import type { Battery, BatteryFailure, BatteryTask } from './battery.ts';
import { firstEditions } from './prices/editions.ts';
import { figuresOf, newTally } from './prices/figures.ts';
import { History } from './prices/history.ts';
import { HURRIED, playRound, publish, THOROUGH } from './prices/round.ts';
import { withTheatre } from './prices/theatre.ts';

const FULL_OPERATIONS = 1_000_000;

export const battery: Battery = {
  name: 'prices',
  title:
    'whatever is published and whatever happens to Redis: a price from a copy is the one that PostgreSQL gives, for nobody else, and not by old versions',
  seconds: 240,
  run: ({ seconds, seed, full, log }: BatteryTask) =>
    withTheatre(async (theatre) => {
      const history = new History();
      for (const node of [...theatre.answering, theatre.publisher]) {
        node.onMessage((message) => {
          if (message.kind === 'settled') history.settle(node.name, message.at);
        });
      }
      for (const edition of firstEditions(seed)) await publish(theatre, history, theatre.publisher, edition);

      const tally = newTally();
      const failures: BatteryFailure[] = [];
      const began = performance.now();
      const took = () => (performance.now() - began) / 1000;
      let rounds = 0;
      while (full ? tally.operations() < FULL_OPERATIONS : took() < seconds) {
        const roundSeed = seed + rounds;
        const pace = full ? THOROUGH : HURRIED;
        await playRound({ theatre, history, tally, seed: roundSeed, pace });
        failures.push(...tally.takeViolations().map((what) => ({ seed: roundSeed, what })));
        rounds += 1;
        if (rounds % 5 === 0) log(`${rounds} rounds, ${tally.operations()} operations`);
      }
      for (const line of figuresOf(tally, took())) log(line);
      return { rounds, failures };
    }),
};
