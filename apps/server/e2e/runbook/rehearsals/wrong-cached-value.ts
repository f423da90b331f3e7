import { mendArtefacts, renameByHand } from '../artefacts-by-hand.ts';
import type { LiveInstallation } from '../live-installation.ts';
import type { Rehearsal } from '../rehearsal.ts';

/** A copy has what a row had while somebody had changed it by hand. */
export const wrongCachedValue: Rehearsal<LiveInstallation> = {
  async arrange(live) {
    await renameByHand(live, 'zero-trust-cloud');
    return {};
  },
  restore: mendArtefacts,
};
