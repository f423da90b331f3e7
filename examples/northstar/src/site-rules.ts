import { decimal } from '@quotewright/kernel';
import { against, type BranchLine, type Bundle, chosen, type Violation } from './branch-lines.ts';

/** Bandwidths that do not reach a region. */
const UNAVAILABLE: Readonly<Record<string, readonly string[]>> = { r3: ['1000'] };

/** Bandwidths too small for an appliance of its own. */
const WITHOUT_APPLIANCE: readonly string[] = ['100'];

export function sitesOf({ root, below }: Bundle): readonly BranchLine[] {
  return below(root).filter(({ offeringId }) => offeringId === 'site-access');
}

export function* siteViolations(bundle: Bundle): Generator<Violation> {
  for (const site of sitesOf(bundle)) {
    yield* bandwidth(site);
    yield* appliances(
      site,
      bundle.below(site).filter(({ offeringId }) => offeringId === 'edge-appliance'),
    );
  }
}

function* bandwidth(site: BranchLine): Generator<Violation> {
  const [region, speed] = [String(chosen(site, 'region')), String(chosen(site, 'bandwidth'))];
  if (UNAVAILABLE[region]?.includes(speed) !== true) return;
  const reason = `region ${region.toUpperCase()} has no ${speed} Mbit/s`;
  yield against(site, 'characteristics/bandwidth', 'BANDWIDTH_UNAVAILABLE', reason);
}

/** Appliances are lines below the line of their sites. */
function* appliances(site: BranchLine, lines: readonly BranchLine[]): Generator<Violation> {
  const speed = String(chosen(site, 'bandwidth'));
  let count = decimal('0');
  for (const line of lines) {
    count = count.plus(decimal(line.quantity));
    if (WITHOUT_APPLIANCE.includes(speed)) {
      yield against(
        line,
        'offeringId',
        'APPLIANCE_EXCLUDED',
        `a site with ${speed} Mbit/s takes no appliance`,
      );
    }
    if (count.greaterThan(decimal(site.quantity))) {
      const reason = `a site takes one appliance: these are ${count.toFixed()} for ${site.quantity} sites`;
      yield against(line, 'quantity', 'APPLIANCES_TOO_MANY', reason);
    }
  }
}
