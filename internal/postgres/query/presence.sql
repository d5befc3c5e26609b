-- name: Presences :many
-- How a town's staff stands at this moment.
SELECT m.operator_id, o.name, m.role::text AS role, m.capacity::integer AS capacity, m.wants::text AS wants,
       coalesce(nullif(m.last_assigned_at, '-infinity'), '0001-01-01 00:00:00+00')::timestamptz AS last_assigned_at,
       ARRAY(SELECT s.queue FROM skill s
              WHERE s.town_id = m.town_id AND s.operator_id = m.operator_id ORDER BY s.queue)::text[] AS skills,
       coalesce((SELECT max(p.lease_until) FROM presence p
                  WHERE p.town_id = m.town_id AND p.operator_id = m.operator_id), '0001-01-01 00:00:00+00')::timestamptz AS live_until,
       EXISTS (SELECT FROM presence p
                WHERE p.town_id = m.town_id AND p.operator_id = m.operator_id
                  AND p.lease_until > clock_timestamp())::boolean AS live,
       operator_load(m.town_id, m.operator_id)::float8 AS load
  FROM member m
  JOIN operator o ON o.id = m.operator_id
 WHERE m.town_id = @town_id AND o.disabled_at IS NULL
 ORDER BY m.operator_id;

-- name: LockMembers :exec
-- Keeps what a town's staff has as it is until the end of the transaction.
SELECT m.operator_id FROM member m WHERE m.town_id = @town_id ORDER BY m.operator_id FOR NO KEY UPDATE;

-- name: SetWish :execrows
-- Records what an operator wants of the queue.
UPDATE member m SET wants = @wants
  FROM operator o
 WHERE m.town_id = @town_id AND m.operator_id = @operator AND o.id = m.operator_id AND o.disabled_at IS NULL;

-- name: RenewLease :execrows
-- An open tab is alive. The commit does not wait for the disk: after a crash of
-- the server the tab renews it.
WITH unhurried AS (SELECT set_config('synchronous_commit', 'off', true) AS done)
INSERT INTO presence AS p (town_id, operator_id, tab, process, lease_until)
SELECT m.town_id, m.operator_id, @tab::uuid, @process, clock_timestamp() + @ttl::interval
  FROM member m
  JOIN operator o ON o.id = m.operator_id
 CROSS JOIN unhurried
 WHERE m.town_id = @town_id AND m.operator_id = @operator AND o.disabled_at IS NULL AND unhurried.done <> ''
ON CONFLICT (town_id, operator_id, tab) DO UPDATE SET process = excluded.process, lease_until = excluded.lease_until;

-- name: ForgetTabs :exec
-- Removes leases that nobody needs to know of any more.
DELETE FROM presence
 WHERE town_id = @town_id AND operator_id = @operator AND lease_until < clock_timestamp() - interval '1 day';

-- name: DropLease :exec
-- A tab was closed. Its row stays, for it says since when.
UPDATE presence SET lease_until = least(lease_until, clock_timestamp())
 WHERE town_id = @town_id AND operator_id = @operator AND tab = @tab::uuid;

-- name: OnDuty :one
-- Says whether an operator is there and at work, if only for a pause.
SELECT EXISTS (SELECT FROM presence p JOIN member m ON m.town_id = p.town_id AND m.operator_id = p.operator_id
                WHERE p.town_id = @town_id AND p.operator_id = @operator
                  AND p.lease_until > clock_timestamp() AND m.wants <> 'offline')::boolean AS there;
