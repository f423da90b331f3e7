import type { Stage } from '../waterfall.ts';
import { applyAdjustment } from './apply-adjustment.ts';

/** What people have given or taken by hand, in their order, each with its reason. Part of no version: of the input. */
export const manualStage: Stage = (charge, start) => {
  let before = start;
  return charge.manual.map(({ index, adjustment: asked, reason }) => {
    const { adjustment, amount } = applyAdjustment(asked, charge, before);
    before = amount;
    return {
      ruleId: `manual/${index}`,
      ruleVersion: 0,
      reasonCode: 'MANUAL_ADJUSTED',
      input: { type: asked.type, value: asked.value, reason },
      adjustment,
      amount,
    };
  });
};
