import type { Config } from '@quotewright/platform/config';
import type { Finding } from './finding.ts';

export function examineAuthentication(config: Config): Finding {
  return config.authIssuer === undefined
    ? {
        state: 'note',
        what: 'development tokens are believed (QUOTEWRIGHT_AUTH_ISSUER is not set): loopback only',
      }
    : { state: 'ok', what: `tokens of ${config.authIssuer}` };
}
