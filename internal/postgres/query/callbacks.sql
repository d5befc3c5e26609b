-- name: InsertCallback :exec
-- Promises to call a citizen back.
INSERT INTO callback (town_id, conversation_id, queue, reason, name, contact, preferred, text, due_at)
SELECT c.town_id, c.id, coalesce(c.queue, ''), @reason, @name, @contact, @preferred, @text, @due_at
  FROM conversation c WHERE c.town_id = @town_id AND c.id = @conversation_id;

-- name: Callbacks :many
-- The promises that are still to be kept, the most urgent first, and how often
-- the citizen has written since.
SELECT b.id, b.conversation_id, b.queue, b.reason, b.name, b.contact, b.preferred, b.text, b.state::text AS state,
       coalesce(b.owner_id, 0)::bigint AS owner_id, coalesce(o.name, '')::text AS owner_name,
       b.due_at, b.attempts, b.created_at, since.n AS since, since.at AS since_at
  FROM callback b
  LEFT JOIN operator o ON o.id = b.owner_id
 CROSS JOIN LATERAL (SELECT count(*)::integer AS n, coalesce(max(e.at), '0001-01-01 00:00:00+00')::timestamptz AS at FROM event e
                      WHERE e.town_id = b.town_id AND e.conversation_id = b.conversation_id
                        AND e.kind = 'message' AND e.actor = 'citizen' AND e.at > b.created_at) since
 WHERE b.town_id = @town_id AND b.state IN ('open', 'taken')
 ORDER BY b.due_at, b.id;

-- name: CallbackOf :one
-- One promise: where it stands, whose it is, and the conversation it belongs to.
SELECT b.conversation_id, b.state::text AS state, b.attempts, coalesce(b.owner_id, 0)::bigint AS owner_id,
       coalesce(o.name, '')::text AS owner_name
  FROM callback b
  LEFT JOIN operator o ON o.id = b.owner_id
 WHERE b.town_id = @town_id AND b.id = @id;

-- name: TakeCallback :execrows
-- Makes an open promise an operator's own; again does no harm.
UPDATE callback b SET state = 'taken', owner_id = o.id
  FROM operator o
  JOIN member m ON m.operator_id = o.id
 WHERE b.town_id = @town_id AND b.id = @id AND m.town_id = b.town_id
   AND o.id = @operator::bigint AND o.disabled_at IS NULL
   AND (b.state = 'open' OR b.state = 'taken' AND b.owner_id = @operator::bigint);

-- name: TryCallback :one
-- Counts a call that nobody answered.
UPDATE callback b SET attempts = b.attempts + 1, due_at = @next_at
 WHERE b.town_id = @town_id AND b.id = @id AND b.state = 'taken' AND b.owner_id = @operator::bigint
RETURNING b.attempts;

-- name: EndCallback :execrows
-- Ends a promise.
UPDATE callback b SET state = @state, ended_at = clock_timestamp()
 WHERE b.town_id = @town_id AND b.id = @id AND b.state = 'taken' AND b.owner_id = @operator::bigint;

-- name: LockConversation :exec
-- Keeps a conversation as it is until the end of the transaction.
SELECT c.id FROM conversation c WHERE c.town_id = @town_id AND c.id = @conversation_id FOR NO KEY UPDATE;
