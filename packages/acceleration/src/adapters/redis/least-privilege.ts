/**
 * The rights that the stores need, for `ACL SETUSER <user> on ><password> …` or `user` in the server's configuration. One user
 * for all namespaces of an environment, so that a restored database needs no new one. On a cluster, or with sentinels, the user is
 * made on every node; sentinels need `+sentinel|get-master-addr-by-name +sentinel|sentinels` for a user
 * of their own.
 *
 * Not among them: anything that lists or empties keys, changes the configuration, or ends other connections.
 */
export function leastPrivilege(env: string): string {
  const keys = [`~${env}.*`, `~lock:{${env}.*`, `~wait:{${env}.*`, `~{${env}.*:bus}:*`];
  const channels = [`&{${env}.*:bus}:*`, `&${env}.*:wake:*`];
  const reading = ['+get', '+mget', '+getrange', '+exists', '+pttl', '+smembers', '+time'];
  const writing = ['+set', '+del', '+getdel', '+pexpire', '+sadd', '+incr', '+incrby'];
  const talking = ['+publish', '+subscribe', '+spublish', '+ssubscribe', '+unsubscribe', '+sunsubscribe'];
  // INFO tells whether the server is loading; the rest is how a cluster is found.
  const finding = [
    '+evalsha',
    '+eval',
    '+select',
    '+info',
    '+ping',
    '+cluster|slots',
    '+cluster|info',
    '+readonly',
    '+asking',
  ];
  return [...keys, ...channels, '-@all', ...reading, ...writing, ...talking, ...finding].join(' ');
}
