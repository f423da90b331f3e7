/** One operation of an OpenAPI document. */
export interface DocumentedRoute {
  readonly method: string;
  /** With `{names}` where parameters are. */
  readonly path: string;
  readonly parameters: readonly string[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export function routesOf(document: {
  readonly paths: Readonly<Record<string, object>>;
}): readonly DocumentedRoute[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => METHODS.includes(method))
      .map((method) => ({
        method: method.toUpperCase(),
        path,
        parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
      })),
  );
}

/** The path with values for its parameters. Throws for a parameter without one: a new route needs a value here. */
export function pathWith(route: DocumentedRoute, values: Readonly<Record<string, string>>): string {
  return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}} of ${route.path}`);
    return encodeURIComponent(value);
  });
}
