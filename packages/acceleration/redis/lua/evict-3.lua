#!lua flags=allow-oom
-- Deletes an entry and the lease of whoever fills it, and wakes the waiters. A fill under way is refused from here on.
-- allow-oom: a full store must still let go of what is void.
--
-- KEYS  1 data   2 lease   3 waiters
-- Returns 1.
redis.call('DEL', KEYS[1], KEYS[2])
for _, channel in ipairs(redis.pcall('SMEMBERS', KEYS[3])) do
  redis.call('PUBLISH', channel, KEYS[1])
end
redis.call('DEL', KEYS[3])
return 1
