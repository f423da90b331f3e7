import type { Loading } from '../registry/category.ts';

/** What a category says about its loads, with the defaults where it says nothing. Milliseconds. */
export function loadingTerms({ loading = {} }: { readonly loading?: Loading }): Required<Loading> {
  return { timeout: 10_000, lockWait: 2_000, whenBusy: 'load', concurrency: 16, early: false, ...loading };
}
