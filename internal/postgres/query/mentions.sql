-- name: Mention :exec
-- Keeps for colleagues that a note names them, until they open the conversation.
-- Who names themselves need not be told, and who is no member cannot be.
INSERT INTO mention AS n (town_id, operator_id, conversation_id, by_id)
SELECT m.town_id, m.operator_id, @conversation_id, @by_id
  FROM member m
 WHERE m.town_id = @town_id AND m.operator_id = ANY(@operators::bigint[]) AND m.operator_id <> @by_id
 ORDER BY m.operator_id
ON CONFLICT (town_id, operator_id, conversation_id) DO UPDATE SET by_id = excluded.by_id, at = clock_timestamp();

-- name: Mentions :many
-- In which conversations somebody is named, the newest first.
SELECT n.conversation_id, o.name AS by_name, n.at, r.preview
  FROM mention n
  JOIN operator o ON o.id = n.by_id
  JOIN inbox_row r ON r.town_id = n.town_id AND r.id = n.conversation_id
 WHERE n.town_id = @town_id AND n.operator_id = @operator_id
 ORDER BY n.at DESC
 LIMIT @max_rows;

-- name: SeeMention :exec
-- Somebody has opened a conversation.
DELETE FROM mention WHERE town_id = @town_id AND operator_id = @operator_id AND conversation_id = @conversation_id;

-- name: AuditOnce :exec
-- Notes that somebody has read a conversation or opened a file of it, unless that was
-- noted in the last twelve hours: a shift. Two tabs that open at the same instant may
-- note it twice.
INSERT INTO audit (town_id, operator_id, action, target, detail)
SELECT @town_id, @operator_id::bigint, @action, @conversation_id::text, @detail
 WHERE NOT EXISTS (SELECT FROM audit a
                    WHERE a.town_id = @town_id AND a.operator_id = @operator_id::bigint AND a.action = @action
                      AND a.target = @conversation_id::text AND a.detail = @detail AND a.at > clock_timestamp() - interval '12 hours');
