import type { GenerationRow, GenerationSource, GenerationTable, PurgeScope } from '../../ports/index.ts';

/** The model of the table of purges. */
export class Purges implements GenerationSource {
  #rows: readonly (GenerationRow & { readonly at: number })[] = [];
  #watermark = 0;

  read(): Promise<GenerationTable> {
    return Promise.resolve({
      watermark: this.#watermark,
      rows: this.#rows.map(({ scope, generation, quarantined }) => ({ scope, generation, quarantined })),
    });
  }

  purge(scope: PurgeScope, at: number): GenerationRow {
    this.#watermark += 1;
    const row = { scope, generation: this.#watermark, quarantined: false };
    const others = this.#rows.filter(
      (other) => other.scope.category !== scope.category || other.scope.tenant !== scope.tenant,
    );
    this.#rows = [...others, { ...row, at }];
    return row;
  }

  /** When the category of the tenant was purged last, up to `until`; -1 if never. */
  last(category: string, tenant: string, until: number): number {
    return this.#rows.reduce(
      (last, { scope, at }) =>
        scope.category === category && (scope.tenant ?? tenant) === tenant && at <= until
          ? Math.max(last, at)
          : last,
      -1,
    );
  }
}
