import type { ConfigurationAnswer, Refused } from '@quotewright/configuration';
import { type FieldError, jsonPointer } from '@quotewright/kernel';
import type { ItemConfiguration } from './item-configuration.ts';

type Missing = ConfigurationAnswer['missing'][number];
type Blamed = NonNullable<ConfigurationAnswer['conflict']>['choices'][number];

/** Why items are not a valid, whole configuration, at their places; empty when they are. */
export function configurationFaults(
  configuration: ItemConfiguration,
  result: ConfigurationAnswer | Refused,
): readonly FieldError[] {
  if (result.kind === 'refused') return result.errors.map((error) => refusedAt(configuration, error));
  if (result.conflict !== undefined) return conflictFaults(configuration, result.conflict);
  return result.missing.map((missing) => ({
    pointer: missingAt(configuration, missing),
    code: 'CONFIGURATION_INCOMPLETE',
    reason: `decide "${missing.variable}"`,
  }));
}

/** `/choices/3/value`, `/instances/1/choices/0/value` as the place in the items that the choice came from. */
function refusedAt(configuration: ItemConfiguration, { pointer, code, reason }: FieldError): FieldError {
  const [kind, at, , below] = pointer.split('/').slice(1);
  const instance = kind === 'instances' ? configuration.instances[Number(at)] : undefined;
  const choice = kind === 'instances' ? instance?.choices[Number(below)] : configuration.choices[Number(at)];
  return { pointer: choice?.pointer ?? instance?.pointer ?? configuration.pointer, code, reason };
}

/** Each blamed choice is told what it cannot be with; where none is to blame, the whole item is. */
function conflictFaults(
  configuration: ItemConfiguration,
  { choices, rules }: NonNullable<ConfigurationAnswer['conflict']>,
): readonly FieldError[] {
  const code = 'CONFIGURATION_CONFLICT';
  const reason = [...new Set(rules.map(({ message }) => message))].join(' ');
  const places = new Set(choices.map((blamed) => blamedAt(configuration, blamed)));
  if (places.size === 0) places.add(configuration.pointer);
  return [...places].map((pointer) => ({ pointer, code, reason }));
}

function blamedAt(configuration: ItemConfiguration, { variable, instance }: Blamed): string {
  const within = scopeOf(configuration, instance);
  return within.choices.find(({ choice }) => choice.variable === variable)?.pointer ?? within.pointer;
}

function missingAt(configuration: ItemConfiguration, { variable, instance }: Missing): string {
  const within = scopeOf(configuration, instance);
  const cut = variable.lastIndexOf('/');
  const [path, name] = [variable.slice(0, Math.max(cut, 0)), variable.slice(cut + 1)];
  const owner = within.owners.get(path);
  if (owner === undefined || name.startsWith('@')) return owner ?? within.pointer;
  const characteristic = name.split('=')[0] as string;
  return `${owner}${jsonPointer(['characteristics', characteristic])}`;
}

function scopeOf(configuration: ItemConfiguration, instance: Blamed['instance']) {
  if (instance === undefined) return configuration;
  return configuration.instances.find(({ id }) => id === instance.id) ?? configuration;
}
