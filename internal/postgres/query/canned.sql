-- name: CannedReplies :many
-- Replies kept ready in a town, those of one queue and of all queues, or
-- every one when no queue is named.
SELECT id, queue, title, text
  FROM canned
 WHERE town_id = @town_id AND (sqlc.narg('queue')::text IS NULL OR queue IN ('', sqlc.narg('queue')::text))
 ORDER BY queue, lower(title), id;

-- name: AddCanned :one
-- Keeps one more reply.
INSERT INTO canned (town_id, queue, title, text) VALUES (@town_id, @queue, @title, @text) RETURNING id;

-- name: ChangeCanned :execrows
-- Changes a reply.
UPDATE canned SET queue = @queue, title = @title, text = @text WHERE town_id = @town_id AND id = @id;

-- name: DropCanned :execrows
-- Forgets a reply.
DELETE FROM canned WHERE town_id = @town_id AND id = @id;
