import { contractsInHistory, contractsInTree } from './committed-contracts.ts';
import {
  brokenPromises,
  CONTRACTS,
  contractText,
  type EventSource,
  eventContracts,
} from './event-contracts.ts';
import { eventsPage } from './events-page.ts';
import type { Page } from './page.ts';

/**
 * The reference of events and the contract of each version. None is rendered, and so none is written or found up to date, while
 * a promise is broken.
 */
export function eventPages(sources: readonly EventSource[], root: string): readonly Page[] {
  const contracts = eventContracts(sources);
  const kept = async () => {
    const tree = await contractsInTree(root);
    const problems = brokenPromises(contracts, tree, contractsInHistory(root));
    if (problems.length > 0) throw new Error(REFUSAL + problems.map((problem) => `\n  ${problem}`).join(''));
    return tree.map(({ file }) => file).filter((file) => !contracts.some((one) => one.file === file));
  };
  let checked: ReturnType<typeof kept> | undefined;
  const once = () => (checked ??= kept());
  return [
    { path: 'docs/reference/events.md', render: async () => eventsPage(contracts, await once()) },
    ...contracts.map((contract) => ({
      path: `${CONTRACTS}/${contract.file}`,
      render: async () => {
        await once();
        return contractText(contract);
      },
    })),
  ];
}

const REFUSAL =
  'Consumers were promised something else. Raise schemaVersion for the new shape, and keep the old definition as long as it is sent:';
