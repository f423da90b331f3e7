import type { ContextModule } from '@quotewright/platform/module';
import type { Database } from '@quotewright/platform/postgres';
import { composeModules } from './modules.ts';

/** All contexts without a database: what they declare (routes, errors, permissions) can be read, nothing can be run. */
export function describeModules(): readonly ContextModule[] {
  const refuse = () => Promise.reject(new Error('these modules only describe themselves'));
  const nowhere: Database = {
    engine: 'embedded',
    withTenant: refuse,
    withSystem: refuse,
    ping: refuse,
    close: async () => {},
  };
  return composeModules(nowhere).contexts;
}
