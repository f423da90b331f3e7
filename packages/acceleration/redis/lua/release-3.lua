#!lua flags=allow-oom
-- Ends the lease of an entry without storing, and wakes the waiters.
--
-- KEYS  1 data (named to the waiters, not touched)   2 lease   3 waiters
-- ARGV  1 token
-- Returns 1, or 0: the lease is not the caller's any more.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[2])
for _, channel in ipairs(redis.pcall('SMEMBERS', KEYS[3])) do
  redis.call('PUBLISH', channel, KEYS[1])
end
redis.call('DEL', KEYS[3])
return 1
