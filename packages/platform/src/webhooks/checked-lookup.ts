import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { isPublicAddress } from './public-address.ts';

/** The addresses of a host. Rejects for an unknown one. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

/**
 * Names of the Internet are asked for over the network, with a time limit: the system's own lookup would hold one of the few threads
 * that all lookups of the process share for as long as somebody's name server likes. It knows names such as `localhost`, though.
 */
export function hostResolver(
  privateTargets: boolean,
  resolver = new Resolver({ timeout: 2_000, tries: 2 }),
): ResolveHost {
  if (privateTargets) return (hostname) => lookup(hostname, { all: true });
  return async (hostname) => {
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = [...addressesOf(four, 4), ...addressesOf(six, 6)];
    if (addresses.length === 0 && four.status === 'rejected') throw four.reason;
    return addresses;
  };
}

function addressesOf(found: PromiseSettledResult<readonly string[]>, family: 4 | 6): LookupAddress[] {
  return found.status === 'fulfilled' ? found.value.map((address) => ({ address, family })) : [];
}

/** A name has an address that is not one of the Internet. */
export class AddressNotPublic extends Error {
  override readonly name = 'AddressNotPublic';
}

/**
 * Resolves for a connection, and refuses a name with any address that is not public. The connection goes to the very addresses that
 * were checked: a name that changes its mind between check and connection changes nothing.
 */
export function checkedLookup(resolve: ResolveHost, privateTargets: boolean): LookupFunction {
  const checked = callbackify(async (hostname: string) => {
    const addresses = await resolve(hostname);
    if (privateTargets || allPublic(addresses)) return addresses;
    throw new AddressNotPublic(`${hostname} has an address that is not public`);
  });
  return (hostname, options, callback) => {
    checked(hostname, (error, addresses) => {
      const [first] = error === null ? addresses : [];
      if (first === undefined) callback(error ?? new Error('no address'), '');
      else if (options.all === true) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

export function allPublic(addresses: readonly LookupAddress[]): boolean {
  return addresses.every(({ address }) => isPublicAddress(address));
}
