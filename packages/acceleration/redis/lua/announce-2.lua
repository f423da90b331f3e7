#!lua flags=allow-oom
-- Gives items the next number of the bus and sends them to every listener.
-- allow-oom: an invalidation must be heard of when the store is full, too.
--
-- KEYS  1 epoch   2 seq   (in the slot of the channel)
-- ARGV  1 a random epoch, in case there is none   2 channel   3 PUBLISH or SPUBLISH   4 items, a JSON array
-- Returns {epoch, seq}, both as text. Sends {"epoch": string, "seq": number, "items": [string]}.
--
-- Either of the two lost means the stream is lost: a number used twice in one epoch would pass for an old message.
local epoch = redis.call('GET', KEYS[1])
if not epoch or redis.call('EXISTS', KEYS[2]) == 0 then
  epoch = ARGV[1]
  redis.call('SET', KEYS[1], epoch)
  redis.call('SET', KEYS[2], '0')
end
local seq = string.format('%.0f', redis.call('INCR', KEYS[2]))
local message = '{"epoch":' .. cjson.encode(epoch) .. ',"seq":' .. seq .. ',"items":' .. ARGV[4] .. '}'
redis.call(ARGV[3], ARGV[2], message)
return {epoch, seq}
