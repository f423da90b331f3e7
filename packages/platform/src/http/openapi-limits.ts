interface Header {
  readonly description: string;
  readonly schema: object;
  readonly example?: string;
}

const count = (description: string): Header => ({ description, schema: { type: 'integer', minimum: 0 } });

const LIMITS: Readonly<Record<string, Header>> = {
  'X-RateLimit-Limit': count('The most units that the tightest quota of the request has at once.'),
  'X-RateLimit-Remaining': count('Units that are left of it.'),
  'X-RateLimit-Reset': count('Whole seconds until all of it is there again.'),
  RateLimit: {
    description:
      'What is left of each quota (`r`), and the seconds within which no more than that can be used (`t`): a List of Strings with ' +
      'parameters, RFC 9651 and draft-ietf-httpapi-ratelimit-headers.',
    schema: { type: 'string' },
    example: '"tenantTotal";r=2998;t=1, "userSimulation";r=1499;t=1',
  },
  'RateLimit-Policy': {
    description: 'The quotas themselves: units (`q`) in a window of so many seconds (`w`). Of the same form.',
    schema: { type: 'string' },
    example: '"tenantTotal";q=6000;w=10, "userSimulation";q=6000;w=60',
  },
};

/** `components.headers` of the document. */
export const limitHeaderComponents: Readonly<Record<string, unknown>> = LIMITS;

/** By name, as references: what an answer tells of its quotas. */
export const limitHeaders: Readonly<Record<string, { readonly $ref: string }>> = Object.fromEntries(
  Object.keys(LIMITS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
);

export const retryAfter: Header = {
  description: 'Whole seconds, 1 or more. No effective window (`t`) ends later.',
  schema: { type: 'integer', minimum: 1 },
};

/** The responses of an operation that is charged to quotas. */
export function withLimitHeaders(responses: object): object {
  const described = Object.entries(responses).map(([status, response]: [string, { headers?: object }]) => [
    status,
    { ...response, headers: { ...response.headers, ...limitHeaders } },
  ]);
  return Object.fromEntries(described);
}
