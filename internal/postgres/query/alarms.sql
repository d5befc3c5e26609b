-- name: Clock :one
-- What time it is, for every process the same.
SELECT clock_timestamp()::timestamptz AS now;

-- name: InboxAlarmed :many
-- Where somebody may be in danger and no person has looked, the longest first.
SELECT r.* FROM inbox_row r
 WHERE r.town_id = @town_id AND r.alarmed_at IS NOT NULL
 ORDER BY r.alarmed_at
 LIMIT @max_rows OFFSET @skip;

-- name: SeeAlarm :one
-- Notes that an operator has looked; seq is 0 when there is nothing to be seen.
SELECT coalesce(r.o_seq, 0)::bigint AS seq, coalesce(r.o_epoch, 0)::integer AS epoch,
       coalesce(r.o_at, clock_timestamp())::timestamptz AS at
  FROM see_alarm(@town_id, @conversation_id, @operator, @body) r;

-- name: CloseIdle :one
-- Closes conversations in which nobody says anything any more.
SELECT close_idle(@channel, @idle, @body, @reason, @max_rows)::integer AS closed;
