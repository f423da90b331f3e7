import { SeededRandom } from '@quotewright/acceleration/testing';
import type { Step, Story, Storyteller } from './step.ts';
import { accountStory } from './stories/accounts.ts';
import { administrationStory } from './stories/administration.ts';
import { catalogOf, catalogStory } from './stories/catalog.ts';
import { keptThingsStory, wizardStory } from './stories/guided-work.ts';
import { PRICE_LIST, priceListOf, priceListStory, ruleSetStory } from './stories/prices.ts';
import { quoteStory } from './stories/quotes.ts';

/** How often each kind of story is told in a sequence. A context that comes later adds its own. */
const TELLERS: readonly (readonly [Storyteller, number])[] = [
  [quoteStory, 8],
  [accountStory, 2],
  [administrationStory, 2],
  [catalogStory, 2],
  [priceListStory, 3],
  [ruleSetStory, 2],
  [wizardStory, 2],
  [keptThingsStory, 2],
];

/** The same steps for the same seed: a catalog and prices to begin with, then stories, told interleaved. */
export function sequenceOf(seed: number): Story {
  const random = new SeededRandom(seed % 2 ** 32);
  const begin: Story = [
    { as: 'admin', operation: 'importCatalog', body: catalogOf(0) },
    { as: 'admin', operation: 'publishCatalog' },
    {
      as: 'admin',
      operation: 'importPriceList',
      params: { priceListId: PRICE_LIST },
      body: priceListOf(random.fork('first prices'), 0),
    },
    { as: 'admin', operation: 'publishPriceList', params: { priceListId: PRICE_LIST } },
  ];
  const stories = TELLERS.flatMap(([tell, times]) => Array.from({ length: times }, () => tell)).map(
    (tell, index) => tell(random.fork(`story ${index}`), index + 1),
  );
  return [...begin, ...interleaved(stories, random.fork('order'))];
}

/** Steps of one story stay in their order. */
function interleaved(stories: readonly Story[], random: SeededRandom): Story {
  const left = stories.map((story) => [...story]);
  const told: Step[] = [];
  for (let open = left.filter(hasSteps); open.length > 0; open = left.filter(hasSteps)) {
    told.push(random.pick(open).shift() as Step);
  }
  return told;
}

const hasSteps = (story: readonly Step[]) => story.length > 0;
