-- name: Audit :exec
-- Notes what a staff member did; no operator is the command line.
INSERT INTO audit (town_id, operator_id, action, target, detail)
VALUES (@town_id, sqlc.narg('operator_id'), @action, @target, @detail);

-- name: AuditEntries :many
-- A page of what was done in a town, the newest first, older than an entry.
SELECT a.id, a.at, coalesce(a.operator_id, 0)::bigint AS operator_id, coalesce(o.name, '') AS name, a.action, a.target, a.detail
  FROM audit a LEFT JOIN operator o ON o.id = a.operator_id
 WHERE a.town_id = @town_id AND a.id < @before
   AND (@operator_id::bigint = 0 OR a.operator_id = @operator_id)
   AND (@action::text = '' OR starts_with(a.action, @action))
 ORDER BY a.id DESC LIMIT @max_rows;
