#!lua
-- Takes the lease of an entry if nobody holds it; otherwise puts the caller down to be woken.
--
-- KEYS  1 data   2 lease   3 waiters
-- ARGV  1 token   2 milliseconds until the lease ends   3 channel on which the caller is woken
-- Returns {1 or 0: the lease is the caller's, stored bytes or nil}, both of one moment.
--
-- A token that holds the lease already is granted it again: a repeated claim is the same claim.
local value = redis.call('GET', KEYS[1])
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return {1, value}
end
if redis.call('GET', KEYS[2]) == ARGV[1] then
  return {1, value}
end
redis.call('SADD', KEYS[3], ARGV[3])
-- Longer than the lease, so that its end finds the waiters; never for ever, so that no node is put down for good.
local left = math.max(redis.call('PTTL', KEYS[2]), redis.call('PTTL', KEYS[3]) - 1000, tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[3], string.format('%.0f', left + 1000))
return {0, value}
