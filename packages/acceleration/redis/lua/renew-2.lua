#!lua flags=allow-oom
-- Prolongs the lease of an entry from now on, and with it the list of those who wait for its end.
--
-- KEYS  1 lease   2 waiters
-- ARGV  1 token   2 milliseconds until the lease ends
-- Returns 1, or 0: the lease is not the caller's any more.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], string.format('%.0f', tonumber(ARGV[2]) + 1000), 'GT')
return 1
