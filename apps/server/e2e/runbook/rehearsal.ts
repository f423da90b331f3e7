import { setTimeout as sleep } from 'node:timers/promises';
import type { OperatorShell } from './operator-shell.ts';
import type { RunbookPage } from './runbook-page.ts';
import { isShown } from './shown-output.ts';

/** How a page of the runbook is rehearsed on a stage: the state that it is about, and what happens between its blocks. */
export interface Rehearsal<Stage> {
  /** Why it cannot be rehearsed on this machine; absent where it can. */
  missing?(): Promise<string | undefined>;
  /** Brings about what the page is about, and says what the operator has at hand for it. */
  arrange?(stage: Stage): Promise<AtHand>;
  /** What the world does before a block is typed, by the block's id: a server comes back, a setting reaches every process. */
  readonly before?: Readonly<Record<string, (stage: Stage, shell: OperatorShell) => Promise<void>>>;
  /** What is done and seen elsewhere once a block was typed. Throws where it is not as the page says. */
  readonly after?: Readonly<Record<string, (stage: Stage, shell: OperatorShell) => Promise<void>>>;
  /** Of blocks that must not end with 0. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Puts the world back as it was. */
  restore?(stage: Stage): Promise<void>;
}

/** Beyond the environment of the server: variables, and another folder to be in. */
export interface AtHand {
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly directory?: string;
}

/** A block that did not do what its page says. */
export interface Difference {
  readonly block: string;
  readonly status: number;
  readonly shown: string | undefined;
  readonly printed: string;
}

/**
 * Types every block of the page in order, and returns those that ended or printed otherwise than the page says.
 *
 * @throws Error where the rehearsal knows a block that the page has not.
 */
export async function typePage<Stage>(
  page: RunbookPage,
  rehearsal: Rehearsal<Stage>,
  stage: Stage,
  shell: OperatorShell,
): Promise<readonly Difference[]> {
  refuseUnknownBlocks(page, rehearsal);
  const differences: Difference[] = [];
  for (const { id, language, text, shown } of page.blocks) {
    await rehearsal.before?.[id]?.(stage, shell);
    const { status, printed } = await shell.type({ language, text });
    const isAsShown = shown === undefined || isShown(shown, printed);
    if (status !== (rehearsal.statuses?.[id] ?? 0) || !isAsShown) {
      differences.push({ block: `${page.name} ${id}`, status, shown, printed });
      // What follows builds on it.
      break;
    }
    await rehearsal.after?.[id]?.(stage, shell);
  }
  return differences;
}

function refuseUnknownBlocks<Stage>(page: RunbookPage, { before, after, statuses }: Rehearsal<Stage>): void {
  const known = new Set(page.blocks.map(({ id }) => id));
  const unknown = [before, after, statuses]
    .flatMap((byId) => Object.keys(byId ?? {}))
    .filter((id) => !known.has(id));
  if (unknown.length > 0) throw new Error(`${page.name} has no block ${unknown.join(', ')}`);
}

const PATIENCE_MS = 60_000;

/** Asks until it is so, for a minute at most. */
export async function until(what: string, question: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    if (await question().catch(() => false)) return;
    await sleep(100);
  }
  throw new Error(`it did not come about: ${what}`);
}
