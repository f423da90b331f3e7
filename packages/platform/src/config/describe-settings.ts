import type { Config } from './load-config.ts';
import { SETTING_GROUPS, type Setting } from './setting-types.ts';
import { SETTINGS } from './settings.ts';

const entries = Object.values<Setting>(SETTINGS);

/** The settings as `--help` prints them. */
export function settingsHelp(): string {
  const width = Math.max(...entries.map(({ env }) => env.length)) + 2;
  const lines = SETTING_GROUPS.flatMap((group) => [
    `${group}:`,
    ...entries
      .filter((setting) => setting.group === group)
      .map((setting) => `  ${setting.env.padEnd(width)}${setting.description}${defaultNote(setting)}`),
    '',
  ]);
  return ['Environment variables', '', ...lines].join('\n').trimEnd();
}

function defaultNote(setting: Setting): string {
  return setting.default === undefined ? '' : ` [${setting.default}]`;
}

/** The settings as a reference page. */
export function settingsMarkdown(): string {
  const sections = SETTING_GROUPS.map((group) => {
    const rows = entries.filter((setting) => setting.group === group).map(markdownRow);
    return [`## ${group}`, '', '| variable | default | what it does |', '|---|---|---|', ...rows, ''].join(
      '\n',
    );
  });
  const intro =
    'Quotewright reads its settings from environment variables. They are validated together at the start: one ' +
    'message lists every problem, and a variable that starts with `QUOTEWRIGHT_` without being a setting is refused. ' +
    'Durations are written `500ms`, `15s`, `2m` or `1h`.';
  return ['# Configuration', '', intro, '', ...sections].join('\n');
}

function markdownRow(setting: Setting): string {
  const preset = setting.default === undefined ? '' : `\`${setting.default}\``;
  const secret = setting.secret === true ? ' Secret.' : '';
  return `| \`${setting.env}\` | ${preset} | ${setting.description}${secret} |`;
}

/** What the process runs with, fit to be printed: of a secret, only whether it is set. */
export function describeConfig(config: Config): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries<Setting>(SETTINGS).flatMap(([name, setting]) => {
      const value = config[name as keyof Config];
      if (value === undefined) return [];
      return [[setting.env, setting.secret === true ? '[redacted]' : textOf(value)]];
    }),
  );
}

const textOf = (value: Config[keyof Config]): string => {
  if (!Array.isArray(value)) return String(value);
  const parts = value as readonly (string | { readonly host: string; readonly port: number })[];
  return parts.map((part) => (typeof part === 'string' ? part : `${part.host}:${part.port}`)).join(',');
};
