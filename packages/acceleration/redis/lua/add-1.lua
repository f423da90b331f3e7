#!lua
-- Adds to a counter. The first addition starts its window, later ones do not prolong it.
--
-- KEYS  1 counter
-- ARGV  1 whole number to add   2 milliseconds until the window ends
-- Returns the sum as text (the client reads integers by the digit, in doubles); an error where it would leave the whole numbers that a double holds.
local current = redis.call('GET', KEYS[1])
local sum = tonumber(current or '0') + tonumber(ARGV[1])
if math.abs(sum) > 9007199254740991 then
  return redis.error_reply('ERR counter out of range')
end
if current then
  redis.call('INCRBY', KEYS[1], ARGV[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return string.format('%.0f', sum)
