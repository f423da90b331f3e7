import type { FeatureFlags } from '../api.ts';

export type FlagSettings = Omit<FeatureFlags, 'version'>;
