import type { DropCause, StoreExplanation } from '@quotewright/acceleration';
import { canonicalJson, timestamp } from '@quotewright/kernel';
import type { ExplainedCopy } from '@quotewright/platform/cache';

/** An explanation in plain words. */
export function linesOfExplanation(explained: ExplainedCopy): readonly string[] {
  const { key, found, droppedBy, follows } = explained;
  const { category } = key;
  const parts = Object.entries(key.parts).map(([name, text]) => `${name} ${text}`);
  return [
    key.text,
    `  ${category.name}: ${category.purpose}`,
    `  tenant ${key.tenant ?? 'none, shared by all'}${parts.length === 0 ? '' : `; ${parts.join(', ')}`}`,
    `  truth: ${category.truth}; owner: ${category.owner}; kind: ${category.kind}; protection: ${category.protection}`,
    ...(found === undefined ? [] : linesOfFindings(found)),
    ...droppedBy.map((cause) => `  ${wordsOfCause(cause)}`),
    ...follows.map(
      (pointer) =>
        `  people are led to another key when ${pointer.category} moves (${pointer.events.join(', ')})`,
    ),
    `  runbook: docs/runbook/${category.runbook}.md`,
  ];
}

function linesOfFindings({ store, header, purges, origin }: NonNullable<ExplainedCopy['found']>) {
  const lines = [`  in the store: ${wordsOfStore(store)}`];
  if (header !== null) {
    const { generatedAt, loadCostMs, freshUntil, hardUntil } = header;
    lines.push(
      `  loaded ${timestamp(generatedAt)} in ${loadCostMs} ms; fresh until ${timestamp(freshUntil)}, never answered from ${timestamp(hardUntil)}`,
      `  version ${header.sourceVersion ?? 'none'}, schema ${header.schemaVersion}, purge generation ${header.generation}`,
      `  ${header.storedBytes} bytes stored, ${header.payloadBytes} of payload (${header.codec}, ${header.protection}${header.keyId === null ? '' : ` under ${header.keyId}`})`,
    );
    if (header.contentHash !== null) lines.push(`  SHA-256 of the payload: ${header.contentHash}`);
    if (header.negative) lines.push('  it says that there is none');
  }
  if (origin !== null) lines.push(`  origin: ${canonicalJson(origin)}`);
  for (const { scope, generation, quarantined } of purges.rows) {
    const whose = `${scope.tenant ?? 'all tenants'}, ${scope.version ?? 'all versions'}`;
    lines.push(`  ${quarantined ? 'quarantined' : 'purged'} for ${whose}: generation ${generation}`);
  }
  return lines;
}

function wordsOfStore(store: StoreExplanation): string {
  switch (store.state) {
    case 'copy':
      return `a copy that would be answered (${store.age})`;
    case 'nothing':
      return 'nothing';
    case 'refused':
      return `bytes that no reader is answered with: ${store.reason}`;
    case 'unknown':
      return `no answer of the store: ${store.reason}`;
  }
}

function wordsOfCause(cause: DropCause): string {
  switch (cause.kind) {
    case 'event':
      return `dropped by the event ${cause.event}`;
    case 'version':
      return `a change has another key: versions count ${cause.counts}`;
    case 'expiry':
      return cause.at === null ? 'dropped by age' : `dropped by age at ${timestamp(cause.at)}`;
    case 'purge':
      return 'dropped by a purge or quarantine of its category (CachePurged)';
  }
}
