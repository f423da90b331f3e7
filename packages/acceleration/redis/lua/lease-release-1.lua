#!lua flags=allow-oom
-- Ends a lease.
--
-- KEYS  1 lease
-- ARGV  1 token
-- Returns 1, or 0: the lease is not the caller's any more.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
