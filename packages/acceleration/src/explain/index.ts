export { type DropCause, dropCauses } from './drop-causes.ts';
export type { Describe, ExplainKey } from './key-explainer.ts';
export type { CopyHeader, CopyRefusal, KeyExplanation, StoreExplanation } from './key-explanation.ts';
