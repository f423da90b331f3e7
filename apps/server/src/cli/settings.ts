import { type Config, loadConfig } from '@quotewright/platform/config';
import { InvalidArgumentError, Option } from 'commander';

/** Options that stand for a setting: what is typed wins over the environment. */
export const settingOptions = {
  dataDir: new Option('--data-dir <folder>', 'where the embedded database lives (QUOTEWRIGHT_DATA_DIR)'),
  port: new Option('--port <number>', 'port of the API, 0 for a free one (PORT)'),
  host: new Option('--host <address>', 'address to listen on (HOST)'),
  role: new Option('--role <list>', 'what this process does, of api,worker,relay (QUOTEWRIGHT_ROLES)'),
} as const;

const VARIABLE_OF_OPTION = {
  dataDir: 'QUOTEWRIGHT_DATA_DIR',
  port: 'PORT',
  host: 'HOST',
  role: 'QUOTEWRIGHT_ROLES',
} as const;

export type SettingOptions = { readonly [Name in keyof typeof VARIABLE_OF_OPTION]?: string };

/** The configuration of this process. Throws `ConfigError` with everything that is wrong. */
export function configFor(options: SettingOptions): Config {
  const typed = Object.entries(VARIABLE_OF_OPTION).flatMap(([name, variable]) => {
    const value = options[name as keyof SettingOptions];
    return value === undefined ? [] : [[variable, value] as const];
  });
  return loadConfig({ ...process.env, ...Object.fromEntries(typed) });
}

/** `a,b` as a list of non-empty words. */
export function words(text: string): readonly string[] {
  const list = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (list.length === 0) throw new InvalidArgumentError('give at least one');
  return list;
}

/** `90s`, `15m`, `12h`, `7d` as seconds. */
export function seconds(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new InvalidArgumentError('write 90s, 15m, 12h or 7d');
  return Number(count) * { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'];
}

/** A whole number within these bounds, both included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`write a whole number from ${least} to ${most}`);
    }
    return value;
  };
}
