#!lua
-- Stores a value if the caller still holds the lease and nothing later is stored; ends the lease, wakes the waiters.
--
-- KEYS  1 data   2 lease   3 waiters
-- ARGV  1 token   2 value   3 milliseconds until it is forgotten
--       4 offset of the order in the value (8 bytes, big-endian), or -1: no order is kept
-- Returns 1 stored, 0 refused (the lease is not the caller's any more), 2 older (a later value is stored).
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end

-- Byte by byte: `<` on strings follows the collation of the server's locale, and orders do not fit a double.
local function storedIsLater(offset)
  local stored = redis.call('GETRANGE', KEYS[1], 0, offset + 7)
  if #stored < offset + 8 or string.sub(stored, 1, 4) ~= string.sub(ARGV[2], 1, 4) then
    return false
  end
  for at = offset + 1, offset + 8 do
    local old, new = string.byte(stored, at), string.byte(ARGV[2], at)
    if old ~= new then
      return old > new
    end
  end
  return false
end

local offset = tonumber(ARGV[4])
local outcome = 1
if offset >= 0 and storedIsLater(offset) then
  outcome = 2
else
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
redis.call('DEL', KEYS[2])
-- pcall: waiters of a wrong type are none, and are cleared away.
for _, channel in ipairs(redis.pcall('SMEMBERS', KEYS[3])) do
  redis.call('PUBLISH', channel, KEYS[1])
end
redis.call('DEL', KEYS[3])
return outcome
