import type { Category } from '../category.ts';
import type { KindLimits } from '../kind-limits.ts';

/** One thing that is refused at boot. Pure over the answers and what their kind allows. */
export interface Rule {
  readonly name: string;
  readonly broken: (answers: Category, kind: KindLimits) => boolean;
  readonly message: (answers: Category, kind: KindLimits) => string;
}

export const isWhole = (value: number, min: number, max = Number.MAX_SAFE_INTEGER): boolean =>
  Number.isSafeInteger(value) && value >= min && value <= max;

export const isBlank = (text: string): boolean => text.trim() === '';

/** `90 s`, `5 min`, `24 h`: the largest unit that divides it. */
export function duration(ms: number): string {
  if (ms > 0 && ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms > 0 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`;
}

/** `900 B`, `2 KB`, `1.5 MB`, in powers of 1,024. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1_024 && unit < units.length - 1; unit++) value /= 1_024;
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
