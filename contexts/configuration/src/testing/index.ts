export {
  type ConfigurationArtefact,
  decodeArtefact,
  encodeArtefact,
} from '../domain/artefact/artefact-format.ts';
export { compileScopes } from '../domain/artefact/compile-scopes.ts';
export { enginesOf } from '../domain/artefact/engines.ts';
export { answerQuery } from '../domain/evaluation/answer-query.ts';
export type { ConfigurationEngines, RequestedChoice } from '../domain/evaluation/configuration-request.ts';
export type { DecisionGraph } from '../domain/graph/decision-graph.ts';
export { type CanonicalModel, type Literal, NONE } from '../domain/model/canonical-model.ts';
export { type Flags, offsetsOf } from '../domain/reasoner.ts';
export { engineLaws } from './engine-laws.ts';
export * from './published-rules.ts';
export { shippedFile, uvlOffering } from './uvl-offering.ts';
