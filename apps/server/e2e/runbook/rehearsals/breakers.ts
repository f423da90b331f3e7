import type { LiveInstallation } from '../live-installation.ts';
import type { Rehearsal } from '../rehearsal.ts';

/** The billing system answers nobody. */
export const breakers: Rehearsal<LiveInstallation> = {
  async arrange({ systems }) {
    await systems.billing.behave({ down: true });
    return {};
  },
  after: {
    '4': (live) => decided(live, 'open'),
    '5': (live) => decided(live, undefined),
  },
  restore: ({ systems }) => systems.billing.behave({ down: false }),
};

async function decided({ ask }: LiveInstallation, position: string | undefined): Promise<void> {
  const { json } = await ask('GET', '/admin/circuits');
  const circuit = json.items.find(({ id }: { readonly id: string }) => id === 'billing-core.activate');
  if (circuit?.override?.position !== position)
    throw new Error(`not ${position}: ${JSON.stringify(circuit)}`);
}
