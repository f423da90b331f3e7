import type { References } from '../expression/references.ts';
import type { Declarations } from './declare-variables.ts';
import type { DeclaredVariable } from './declared-variable.ts';
import type { Part } from './read-parts.ts';
import { presenceVariable } from './scope-names.ts';

/** In which scope each rule holds, and which variable of the parent each part with instances shares with it. */
export interface ScopeClaims {
  /** The scope of a rule about these; undefined where there is none, and why is said. */
  claim(about: About, say: (message: string) => void): string | undefined;
  interfaceOf(scope: string): DeclaredVariable | undefined;
}

export interface About {
  readonly variables: readonly DeclaredVariable[];
  /** Parts that are asked whether they are there. */
  readonly parts: readonly Part[];
}

export function scopeClaims(declarations: Declarations): ScopeClaims {
  const interfaces = new Map<string, DeclaredVariable>();
  return {
    claim({ variables, parts }, say) {
      const inner = [...variables, ...parts.filter(({ local }) => local !== '')].flatMap(({ scope }) =>
        scope === '' ? [] : [scope],
      );
      const [scope = '', another] = new Set(inner);
      if (another !== undefined) {
        say(`it is about instances of "${scope}" and of "${another}"`);
        return undefined;
      }
      if (scope === '') return scope;
      const present = parts.flatMap((part) => presenceVariable(part, scope, declarations) ?? []);
      const outer = [...variables, ...present.filter(({ absence }) => absence !== null)].filter(
        (variable) => variable.scope !== scope,
      );
      const names = new Set(outer.map(({ name }) => name));
      const [own] = outer;
      const claimed = interfaces.get(scope);
      if (names.size > 1 || (own !== undefined && claimed !== undefined && claimed.name !== own.name)) {
        const all = new Set([...(claimed === undefined ? [] : [claimed.name]), ...names]);
        const reason = `rules about instances of "${scope}" share one variable with what is outside, these are ${[...all].join(', ')}`;
        say(reason);
        return undefined;
      }
      if (own !== undefined) interfaces.set(scope, own);
      return scope;
    },
    interfaceOf: (scope) => interfaces.get(scope),
  };
}

/** What names stand for; a multi-valued characteristic for all its values. */
export function aboutOf(
  mentions: Pick<References, 'variables' | 'paths'>,
  declarations: Declarations,
): About {
  const variables = [...mentions.variables].flatMap(
    (name) => declarations.variables.get(name) ?? declarations.members.get(name) ?? [],
  );
  return { variables, parts: [...mentions.paths].flatMap((path) => declarations.parts.get(path) ?? []) };
}
