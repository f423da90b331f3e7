import { timestamp } from '@quotewright/kernel';
import type { Order, OrderWithItems } from '../domain/order.ts';

export function orderView<Shown extends Order | OrderWithItems>({ createdAt, updatedAt, ...order }: Shown) {
  return { ...order, createdAt: timestamp(createdAt), updatedAt: timestamp(updatedAt) };
}
