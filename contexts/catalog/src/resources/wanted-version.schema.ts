import type { Call } from '@quotewright/platform/http';
import { z } from 'zod';
import type { WantedVersion } from '../api.ts';

/** Versions fit PostgreSQL's integer; anything above never existed. */
export const versionNumberSchema = z.coerce.number().int().min(1).max(2_147_483_647);

export const versionQuery = {
  catalogVersion: versionNumberSchema
    .exactOptional()
    .describe('A published version; default: the active one.'),
};

type AnsweredByVersion = Pick<Call<unknown, { catalogVersion?: number }, unknown>, 'query' | 'minVersion'>;

/** The version that query and `Quotewright-Min-Version` ask for. */
export function wantedVersion({ query, minVersion }: AnsweredByVersion): WantedVersion {
  const minimum = minVersion['catalog'];
  return {
    ...(query.catalogVersion !== undefined && { catalogVersion: query.catalogVersion }),
    ...(minimum !== undefined && { minVersion: minimum }),
  };
}

export function versionHeader(catalogVersion: number): Readonly<Record<string, string>> {
  return { 'x-catalog-version': String(catalogVersion) };
}
