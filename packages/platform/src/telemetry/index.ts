export * from './acceleration-metrics.ts';
export * from './logger.ts';
export * from './metrics.ts';
export * from './request-trace.ts';
export * from './scrub.ts';
