import type { Tx } from '@quotewright/platform/postgres';
import type { Catalog } from '../ports/upstream.ts';

/**
 * The request with the catalog version that it is answered from, where none older than `minVersion` may answer; without a minimum it
 * stays as it is. Throws `VERSION_NOT_PUBLISHED`, `VERSION_BELOW_MINIMUM`.
 */
export const requireCatalog =
  ({ catalog }: { readonly catalog: Catalog }) =>
  async <Request extends { readonly catalogVersion?: number }>(
    tx: Tx,
    request: Request,
    minVersion: number | undefined,
  ): Promise<Request> => {
    if (minVersion === undefined) return request;
    const { catalogVersion } = request;
    const wanted = { minVersion, ...(catalogVersion !== undefined && { catalogVersion }) };
    return { ...request, catalogVersion: await catalog.resolveVersion(tx, wanted) };
  };
