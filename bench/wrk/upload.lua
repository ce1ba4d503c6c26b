-- Load for wrk: uploads as an SDK sends them, each with its own stm and its own events.
--   wrk -t2 -c64 -d7s -s upload.lua http://127.0.0.1:8080 -- TARGET SECONDS EVENTS
-- TARGET is the path and query that is posted to; {stm} in it becomes the time of sending.
-- Sends for SECONDS, then only waits for the answers that are due, so that what was answered can be counted to the event.
-- wrk's own -d must therefore be longer than SECONDS. The last line that it prints is for WrkReport.java.

local ffi = require("ffi")
ffi.cdef [[
typedef struct { long seconds; long nanos; } bench_timespec;
int clock_gettime(int clock, bench_timespec *time);
]]
local time = ffi.new("bench_timespec")

local function now_millis()
  ffi.C.clock_gettime(0, time)
  return tonumber(time.seconds) * 1000 + math.floor(tonumber(time.nanos) / 1000000)
end

local PRODUCTS = {
  { "苹果", "水果", 14 }, { "香蕉", "水果", 6 }, { "葡萄", "水果", 22 }, { "哈密瓜", "水果", 35 },
  { "白菜", "蔬菜", 3 }, { "西红柿", "蔬菜", 5 }, { "土豆", "蔬菜", 4 }, { "胡萝卜", "蔬菜", 7 },
  { "牛奶", "乳制品", 12 }, { "酸奶", "乳制品", 9 }, { "奶酪", "乳制品", 48 }, { "黄油", "乳制品", 31 },
  { "绿茶", "饮料", 88 }, { "咖啡", "饮料", 66 }, { "豆浆", "饮料", 4 }, { "橙汁", "饮料", 11 },
}
local USERS = 100000     -- of each wrk thread; seven digits, so that every body has the same length
local STRIDE = 7919      -- coprime to USERS: a user comes again only after all others

-- Main state: numbers the threads, and prints the sum.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("thread_number", #threads)
end

function done(summary, latency, requests)
  local sent = 0
  for _, thread in ipairs(threads) do sent = sent + thread:get("sent") end
  local errors = summary.errors
  io.write(string.format(
    "\nmaidian-bench sent=%d answered=%d refused=%d broken=%d overdue=%d p50_us=%d p90_us=%d p99_us=%d p999_us=%d max_us=%d\n",
    sent, summary.requests, errors.status, errors.connect + errors.read + errors.write, errors.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency:percentile(99.9), latency.max))
end

-- Each thread's state.
sent = 0
local probing, send_millis, deadline, events, users, user
local layouts, layout = {}, 0
local pieces = {}
local tm, tm_millis

local function quoted_event_after_tm(product)
  return string.format(',"t":"cstm","n":"BuyProduct","var":{"product_name":"%s","product_classify":"%s","product_price":%d}}',
    product[1], product[2], product[3])
end

-- A layout is everything of a request but the time and the users: one for each product that comes first.
local function prepare_layout(first, target)
  local tails, length = {}, #'[{"cs1":"' + #']'
  for i = 1, events do
    local tail = quoted_event_after_tm(PRODUCTS[(first + i) % #PRODUCTS + 1])
    if i < events then tail = tail .. ',{"cs1":"' end
    tails[i] = tail
    length = length + 7 + #'","tm":' + 13 + #tail
  end
  tails[events] = tails[events] .. "]"
  local before_stm, after_stm = target:match("^(.*){stm}(.*)$")
  return {
    before_stm = "POST " .. (before_stm or target),
    stm = before_stm ~= nil,
    after_stm = (after_stm or "") .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
      .. "\r\nContent-Type: application/json\r\nContent-Length: " .. length .. "\r\n\r\n" .. '[{"cs1":"',
    tails = tails,
  }
end

function init(args)
  local target = args[1]
  probing = thread_number == 1
  send_millis, events = tonumber(args[2]) * 1000, tonumber(args[3])
  users, user = {}, 0
  for i = 0, USERS - 1 do users[i] = string.format("9%d%05d", thread_number, i) end
  for first = 1, #PRODUCTS do layouts[first] = prepare_layout(first, target) end
end

function request()
  local now = now_millis()
  if probing then   -- before the first thread starts, wrk asks for one request that it only looks at
    probing = false
    return "GET / HTTP/1.1\r\n\r\n"
  end
  if not deadline then deadline = now + send_millis end
  if now >= deadline then return "" end   -- nothing is sent; the connection waits for wrk's end
  sent = sent + 1
  if now ~= tm_millis then
    tm_millis, tm = now, string.format('%d', now)
  end
  layout = layout % #layouts + 1
  local chosen = layouts[layout]
  local tails = chosen.tails
  local middle = '","tm":' .. tm
  pieces[1], pieces[2], pieces[3] = chosen.before_stm, chosen.stm and tm or "", chosen.after_stm
  local n = 3
  for i = 1, events do
    user = (user + STRIDE) % USERS
    pieces[n + 1], pieces[n + 2], pieces[n + 3] = users[user], middle, tails[i]
    n = n + 3
  end
  return table.concat(pieces, "", 1, n)
end
