import { fillRandomly } from './random-bytes.ts';

/** A UUIDv7 (RFC 9562), lower case: ordered by creation time, so that indexes grow at one end. */
export type Uuid = string & { readonly __uuid?: never };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Makes UUIDv7s that never go back within one process, also when the wall clock does. */
export function uuidGenerator(
  now: () => number,
  fill: (bytes: Uint8Array) => void = fillRandomly,
): () => Uuid {
  let lastTime = 0;
  let sequence = 0;
  return () => {
    const bytes = new Uint8Array(16);
    fill(bytes);
    const time = now();
    if (time > lastTime) {
      lastTime = time;
      // Start low in the 12-bit counter, so that a burst within one millisecond has room.
      sequence = (((bytes[6] as number) << 8) | (bytes[7] as number)) & 0x3ff;
    } else if (++sequence > 0xfff) {
      lastTime += 1;
      sequence = 0;
    }
    const view = new DataView(bytes.buffer);
    view.setUint16(0, Math.floor(lastTime / 2 ** 32));
    view.setUint32(2, lastTime % 2 ** 32);
    bytes[6] = 0x70 | (sequence >>> 8);
    bytes[7] = sequence & 0xff;
    bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
    const hex = Buffer.from(bytes.buffer).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

/** The process's generator on the wall clock. */
export const newUuid: () => Uuid = uuidGenerator(() => Date.now());
