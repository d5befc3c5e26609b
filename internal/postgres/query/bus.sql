-- name: Notify :exec
-- Wakes the other processes; several payloads cost one statement. Nothing is
-- stored: the commit, which holds a lock of the whole cluster, need not wait for
-- the disk.
SELECT set_config('synchronous_commit', 'off', true), pg_notify('caterina_events', n.payload)
  FROM (SELECT unnest(@payloads::text[]) AS payload) n;

-- name: Listen :exec
-- Makes the connection receive what Notify sends.
LISTEN caterina_events;
