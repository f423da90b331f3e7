import { BlockList, isIP } from 'node:net';

/*
 * The registries of special-purpose addresses (RFC 6890 and its updates), and a well-known metadata service that has an ordinary
 * address. Of IPv6 only global unicast is public at all, less what is set apart in it or carries an IPv4 address.
 */

const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const GLOBAL_V6 = ['2000::/3'];
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const specialV4 = listOf('ipv4', SPECIAL_V4);
const globalV6 = listOf('ipv6', GLOBAL_V6);
const specialV6 = listOf('ipv6', SPECIAL_V6);

/** Whether an IP address is one of the Internet. False for whatever is not an address. */
export function isPublicAddress(address: string): boolean {
  // An address with a zone means something on this machine only, and a BlockList does not take it.
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !specialV4.check(address, 'ipv4');
    case 6:
      return globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
    default:
      return false;
  }
}

function listOf(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = '', prefix] = subnet.split('/');
    list.addSubnet(net, Number(prefix), family);
  }
  return list;
}
