import type { BusPosition } from '../../ports/index.ts';

/** Bytes. What is longer was not sent by us, and is not worth the memory of reading it. */
const LONGEST = 1 << 20;
const LONGEST_EPOCH = 64;

interface Announcement extends BusPosition {
  readonly items: readonly string[];
}

interface Heartbeat extends BusPosition {
  readonly note: string;
}

/*
 * Anybody who may publish can write to the channels. What is no message of ours is passed over: if it stood for one of
 * ours, its number is missed at the next message or heartbeat.
 */

export function readAnnouncement(payload: Buffer): Announcement | null {
  const message = read(payload);
  if (message === null) return null;
  const { items } = message;
  if (!Array.isArray(items) || !items.every((item) => typeof item === 'string')) return null;
  return { epoch: message.epoch, seq: message.seq, items };
}

export function readHeartbeat(payload: Buffer): Heartbeat | null {
  const message = read(payload);
  if (message === null || typeof message.note !== 'string') return null;
  return { epoch: message.epoch, seq: message.seq, note: message.note };
}

interface Positioned extends BusPosition {
  readonly items?: unknown;
  readonly note?: unknown;
}

function read(payload: Buffer): Positioned | null {
  if (payload.length > LONGEST) return null;
  let message: unknown;
  try {
    message = JSON.parse(payload.toString());
  } catch {
    return null;
  }
  return isPositioned(message) ? message : null;
}

function isPositioned(message: unknown): message is Positioned {
  if (typeof message !== 'object' || message === null) return false;
  const { epoch, seq } = message as { readonly epoch?: unknown; readonly seq?: unknown };
  return isPosition(epoch, seq);
}

export function isPosition(epoch: unknown, seq: unknown): boolean {
  const epochIsGood = typeof epoch === 'string' && epoch !== '' && epoch.length <= LONGEST_EPOCH;
  return epochIsGood && typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0;
}
