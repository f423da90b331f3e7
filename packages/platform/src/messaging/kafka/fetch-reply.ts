import type { Consumer } from '@platformatic/kafka';

/** The driver has no names for it. */
export type FetchReply = Awaited<ReturnType<Consumer['fetch']>>;
export type FetchedPartition = FetchReply['responses'][number]['partitions'][number];

const OFFSET_OUT_OF_RANGE = 1;

export function partitionsOf({ responses }: FetchReply): FetchedPartition[] {
  return responses.flatMap(({ partitions }) => partitions);
}

/** The partitions whose next offset the brokers do not have, by the error of a fetch. */
export function outOfRange(error: unknown): number[] {
  const { response } = (error ?? {}) as { readonly response?: FetchReply };
  return (response === undefined ? [] : partitionsOf(response))
    .filter(({ errorCode }) => errorCode === OFFSET_OUT_OF_RANGE)
    .map(({ partitionIndex }) => partitionIndex);
}
