#!lua
-- Takes from all buckets or from none. Times are whole microseconds of the server's clock.
--
-- KEYS  one for each bucket
-- ARGV  1 slots of a sliding window, then for each bucket: algorithm ("gcra" or "sliding-window"), cost, capacity, microseconds of a slot
-- Returns wait, level and reset of each bucket as one text with spaces, see BucketState. A value of another kind, or of no kind, is a full bucket.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local slots = tonumber(ARGV[1])
local takings, fits = {}, true

local function text(number)
  return string.format('%.0f', number)
end

local function whole(digits)
  return #digits <= 16 and string.match(digits, '^%d+$') and tonumber(digits) or nil
end

local function gcra(stored, cost, capacity)
  local debt = math.min(math.max((whole(stored) or now) - now, 0), capacity)
  local wait = math.max(debt + cost - capacity, 0)
  return wait, { debt, debt }, { debt + cost, debt + cost }, text(now + debt + cost)
end

local function sliding(stored, cost, capacity, slot)
  local current = math.floor(now / slot)
  local ats, units, count, used = {}, {}, 0, 0
  local function add(at, amount)
    if count == 0 or ats[count] ~= at then
      count = count + 1
      ats[count], units[count] = at, 0
    end
    units[count] = units[count] + amount
    used = used + amount
  end
  if #stored <= 2048 then
    for at, amount in string.gmatch(stored, '(%d+):(%d+)') do
      local place, sum = whole(at), whole(amount)
      if place and sum and place >= current - slots then
        add(math.min(place, current), math.min(sum, capacity))
      end
    end
  end
  local wait, freed, at = 0, 0, 1
  while used - freed + cost > capacity and at <= count do
    freed = freed + units[at]
    wait = (ats[at] + slots + 1) * slot - now
    at = at + 1
  end
  local function state()
    return { used, count == 0 and 0 or (ats[count] + slots + 1) * slot - now }
  end
  local before = state()
  add(current, cost)
  local parts = {}
  for place = 1, count do
    parts[place] = text(ats[place]) .. ':' .. text(units[place])
  end
  return wait, before, state(), table.concat(parts, ',')
end

for index, key in ipairs(KEYS) do
  local first = index * 4 - 2
  local stored = redis.pcall('GET', key)
  if type(stored) ~= 'string' then
    stored = ''
  end
  local take = ARGV[first] == 'gcra' and gcra or sliding
  local wait, before, after, value =
    take(stored, tonumber(ARGV[first + 1]), tonumber(ARGV[first + 2]), tonumber(ARGV[first + 3]))
  fits = fits and wait == 0
  takings[index] = { wait = wait, before = before, after = after, value = value }
end

local reply = {}
for index, key in ipairs(KEYS) do
  local taking = takings[index]
  local state = fits and taking.after or taking.before
  if fits then
    redis.call('SET', key, taking.value, 'PX', text(math.ceil(state[2] / 1000)))
  end
  reply[index * 3 - 2], reply[index * 3 - 1], reply[index * 3] = text(taking.wait), text(state[1]), text(state[2])
end
return table.concat(reply, ' ')
