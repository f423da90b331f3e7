import { silentTelemetry } from './silent-telemetry.ts';
import type { Telemetry } from './telemetry.ts';

/** Every method of `Telemetry` takes at most three arguments. */
type Tell = (a: unknown, b: unknown, c: unknown) => void;

/** Whoever counts must not break what is counted: what it throws is dropped, a method that it lacks does nothing. */
export function harmless(telemetry: Telemetry): Telemetry {
  if (telemetry === silentTelemetry) return telemetry;
  const given = telemetry as unknown as Readonly<Record<string, Tell | undefined>>;
  const names = Object.keys(silentTelemetry);
  const tell = (name: string): Tell => {
    const inner = given[name];
    if (typeof inner !== 'function') return () => {};
    return (a, b, c) => {
      try {
        inner.call(telemetry, a, b, c);
      } catch {
        // There is nobody to tell.
      }
    };
  };
  return Object.fromEntries(names.map((name) => [name, tell(name)])) as unknown as Telemetry;
}
