import type { InstanceRef } from './configuration-answer.ts';
import type { ScopeKey } from './decision.ts';
import { openVariable } from './read-request.ts';
import { type ScopeIndex, valueTexts, variableId } from './scope-index.ts';
import { groundAt, type ListedInstance, type Situation, scopesOf } from './situation.ts';

/** `<path>[<id>]/` in front of variables of an instance; nothing for the offering itself. */
export function scopePrefix({ instances }: Pick<Situation, 'instances'>, scope: ScopeKey): string {
  if (scope === 'root') return '';
  const { definition, id } = instances[scope] as ListedInstance;
  return `${definition.path}[${id}]/`;
}

export function instanceRef(
  { instances }: Pick<Situation, 'instances'>,
  scope: ScopeKey,
): { readonly instance?: InstanceRef } {
  if (scope === 'root') return {};
  const { definition, id } = instances[scope] as ListedInstance;
  return { instance: { path: definition.path, id } };
}

export function reasonRef(prefix: string, index: ScopeIndex, variable: number, value: number): string {
  return `${prefix}${variableId(index.scope, variable)}=${valueTexts(index, variable)[value]}`;
}

export interface ReferredValue {
  readonly scope: ScopeKey;
  readonly variable: number;
  readonly value: number;
}

/** What a reference of an answer means; undefined when it is none of this request. */
export function readReasonRef(situation: Situation, ref: string): ReferredValue | undefined {
  for (const scope of scopesOf(situation)) {
    const prefix = scopePrefix(situation, scope);
    if (!ref.startsWith(prefix)) continue;
    const { index } = groundAt(situation, scope);
    const text = ref.slice(prefix.length);
    const instance = scope === 'root' ? undefined : situation.instances[scope]?.definition;
    // Ids of variables may have `=` in them, and so may values.
    for (let at = text.lastIndexOf('='); at > 0; at = text.lastIndexOf('=', at - 1)) {
      const variable = openVariable(index, text.slice(0, at), instance);
      const value = variable === undefined ? -1 : valueTexts(index, variable).indexOf(text.slice(at + 1));
      if (variable !== undefined && value >= 0) return { scope, variable, value };
    }
  }
  return undefined;
}
