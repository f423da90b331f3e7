#!lua
-- Stores a value whoever holds the lease: for values that never change under their key. Ends the lease if it is the
-- caller's, wakes the waiters.
--
-- KEYS  1 data   2 lease   3 waiters
-- ARGV  1 token   2 value   3 milliseconds until it is forgotten
-- Returns 1.
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if redis.call('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])
end
for _, channel in ipairs(redis.pcall('SMEMBERS', KEYS[3])) do
  redis.call('PUBLISH', channel, KEYS[1])
end
redis.call('DEL', KEYS[3])
return 1
