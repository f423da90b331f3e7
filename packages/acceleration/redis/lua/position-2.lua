#!lua flags=allow-oom
-- Where the bus stands. Begins an epoch where there is none.
--
-- KEYS  1 epoch   2 seq
-- ARGV  1 a random epoch, in case there is none
-- Returns {epoch, seq}, both as text.
local epoch, seq = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])
if not epoch or not seq then
  epoch, seq = ARGV[1], '0'
  redis.call('SET', KEYS[1], epoch)
  redis.call('SET', KEYS[2], seq)
end
return {epoch, seq}
