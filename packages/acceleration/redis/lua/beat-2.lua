#!lua flags=allow-oom
-- Sends the bus position to one listener, behind all that was announced before.
--
-- KEYS  1 epoch   2 seq   (in the slot of the channel)
-- ARGV  1 a random epoch, in case there is none   2 the listener's channel   3 PUBLISH or SPUBLISH   4 note, a JSON string
-- Returns {epoch, seq}, both as text. Sends {"epoch": string, "seq": number, "note": string}.
local epoch, seq = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])
if not epoch or not seq then
  epoch, seq = ARGV[1], '0'
  redis.call('SET', KEYS[1], epoch)
  redis.call('SET', KEYS[2], seq)
end
seq = string.format('%.0f', tonumber(seq))
local message = '{"epoch":' .. cjson.encode(epoch) .. ',"seq":' .. seq .. ',"note":' .. ARGV[4] .. '}'
redis.call(ARGV[3], ARGV[2], message)
return {epoch, seq}
