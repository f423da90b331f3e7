import { type OfferingChangeEvent, offeringChangeEvent } from '@quotewright/catalog';

export const compatibilityRuleChanged: OfferingChangeEvent = offeringChangeEvent(
  'CompatibilityRuleChanged',
  'What can be configured of an offering came, changed or went with a published version.',
);
