export {
  aCategory,
  aChangeableCategory,
  aPointerCategory,
  type SampleDocument,
  type SamplePointer,
  sampleNamespace,
} from './category-builders.ts';
export { compareStores, type StoreComparison } from './differential.ts';
export type { Contender } from './differential-contender.ts';
export {
  type FaultControls,
  type FaultStores,
  faultStores,
  type InjectOptions,
} from './fault-store/fault-stores.ts';
export {
  describeTimeline,
  type FaultOccurrence,
  type FaultTimeline,
  faultTimeline,
  type TimelineOptions,
} from './fault-store/fault-timeline.ts';
export { type FaultName, type FaultTerms, faultNames, faults } from './fault-store/faults.ts';
export { StoreFault } from './fault-store/store-fault.ts';
export type { FaultStoresOptions } from './fault-store/world.ts';
export { SimulatedTime } from './manual-timers.ts';
export { ring as testKeyRing } from './sample-envelopes.ts';
export { SeededRandom } from './seeded-random.ts';
export * from './servers/index.ts';
export {
  type SimulatedStore,
  type SimulationOptions,
  type SimulationReport,
  simulate,
} from './simulation/simulate.ts';
export * from './store-contract/index.ts';
export type { Direction, ProxyFault, ProxyFaultKind } from './tcp-proxy/proxy-fault.ts';
export { type TcpProxy, type TcpProxyOptions, type TcpProxyStats, tcpProxy } from './tcp-proxy/tcp-proxy.ts';
export { unhurried } from './unhurried.ts';
