import type { Route } from './route.ts';

type Requirement = Record<string, never[]>;
type SecurityScheme =
  | { readonly type: 'http'; readonly scheme: string; readonly bearerFormat: string }
  | {
      readonly type: 'apiKey';
      readonly in: 'cookie' | 'header';
      readonly name: string;
      readonly description: string;
    };

/** What every operation takes that is not public. */
export const BY_TOKEN: Requirement = { bearer: [] };
const BY_SESSION: Requirement = { session: [] };
/** Both together: the cookie alone could have been sent by a page of another site. */
const BY_SESSION_OF_CONSOLE: Requirement = { session: [], csrf: [] };

/** `components.securitySchemes`. `sessionCookie` is the name of the cookie, where sessions are taken. */
export function securitySchemes(sessionCookie: string | undefined): Record<string, SecurityScheme> {
  const bearer: SecurityScheme = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
  if (sessionCookie === undefined) return { bearer };
  return {
    bearer,
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: sessionCookie,
      description: 'For browsers: the session that `POST /session` opens.',
    },
    csrf: {
      type: 'apiKey',
      in: 'header',
      name: 'Quotewright-CSRF',
      description: 'The `csrfToken` of `GET /session`; with the cookie, for every request that is not a GET.',
    },
  };
}

/** Of one operation; `undefined`: as the whole document. */
export function securityOf(
  { permission, method }: Pick<Route, 'permission' | 'method'>,
  takesSessions: boolean,
): readonly Requirement[] | undefined {
  if (permission === 'public') return [];
  if (!takesSessions) return undefined;
  return [BY_TOKEN, method === 'GET' ? BY_SESSION : BY_SESSION_OF_CONSOLE];
}
