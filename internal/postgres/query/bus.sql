-- name: Notify :exec
-- Wakes the other processes; several payloads cost one statement.
SELECT pg_notify(@channel::text, n.payload) FROM unnest(@payloads::text[]) AS n (payload);
