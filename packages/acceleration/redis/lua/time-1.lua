#!lua flags=no-writes
-- The clock of the server that serves the key: on a cluster all nodes of ours must ask the same one.
--
-- KEYS  1 a key, not touched
-- Returns {seconds, microseconds} since the epoch, as text.
return redis.call('TIME')
