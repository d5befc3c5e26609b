-- name: QueueHours :many
-- The queues of a town whose hours were changed in the console.
SELECT h.queue, h.hours, h.at, o.name AS by_name
  FROM queue_hours h JOIN operator o ON o.id = h.operator_id
 WHERE h.town_id = @town_id
 ORDER BY h.queue;

-- name: TownFile :one
-- A town as town.yaml has it.
SELECT data FROM town WHERE id = @town_id;

-- name: SetQueueHours :execrows
-- Gives a queue other hours than the file's; no row when they are these already.
INSERT INTO queue_hours AS h (town_id, queue, hours, operator_id)
VALUES (@town_id, @queue, @hours, @operator_id)
ON CONFLICT (town_id, queue) DO UPDATE
    SET hours = excluded.hours, operator_id = excluded.operator_id, at = clock_timestamp()
  WHERE h.hours <> excluded.hours;

-- name: DropQueueHours :execrows
-- Gives a queue the file's hours again.
DELETE FROM queue_hours WHERE town_id = @town_id AND queue = @queue;
