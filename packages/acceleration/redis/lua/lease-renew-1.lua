#!lua flags=allow-oom
-- Prolongs a lease from now on.
--
-- KEYS  1 lease
-- ARGV  1 token   2 milliseconds until it ends
-- Returns 1, or 0: the lease is not the caller's any more.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
