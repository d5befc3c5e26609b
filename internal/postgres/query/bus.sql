-- name: Notify :exec
-- Wakes the other processes; several payloads cost one statement.
SELECT pg_notify('caterina_events', n.payload) FROM (SELECT unnest(@payloads::text[]) AS payload) n;

-- name: Listen :exec
-- Makes the connection receive what Notify sends.
LISTEN caterina_events;
