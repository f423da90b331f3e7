import type { ChargeMemo } from '../domain/charge-memo.ts';

/** The charges that this process has priced, as they may be believed now: after a purge of copies there are none. */
export type OpenChargeMemo = () => ChargeMemo;
