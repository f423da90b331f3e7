import type { SeededRandom } from '@quotewright/acceleration/testing';
import { type Question, TWINS } from './questions.ts';
import { TENANTS } from './world.ts';

/** Of Zipf's law: how much rarer the next request is. */
const EXPONENT = 1.3;

/** Picks questions by number as the world does: few of them very often. */
export function questionPicker(questions: readonly Question[]): (random: SeededRandom) => number {
  const reach: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= questions.length / TWINS.all; rank += 1) {
    total += rank ** -EXPONENT;
    reach.push(total);
  }
  return (random) => {
    const at = random.fraction() * total;
    let [low, high] = [0, reach.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((reach[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    // Half of all ask for nobody, who is the last.
    const twin = random.between(0, random.chance(0.5) ? 0 : TWINS.ofTenant - 1);
    const tenant = random.between(0, TENANTS.length - 1);
    return low * TWINS.all + (tenant + 1) * TWINS.ofTenant - 1 - twin;
  };
}
