-- name: LockTalk :one
-- How far a conversation's log reaches for its citizen. Copies of it are ordered
-- one after the other.
SELECT last_cseq FROM conversation WHERE town_id = @town_id AND id = @conversation_id FOR NO KEY UPDATE;

-- name: OrderCopy :one
-- The next copy of a conversation; none when there have been two, or when this
-- one was ordered before.
INSERT INTO mail_copy (town_id, conversation_id, copy, client_id, address)
SELECT @town_id::bigint, @conversation_id::uuid, count(*) + 1, @client_id::text, @address::text
  FROM mail_copy m WHERE m.town_id = @town_id AND m.conversation_id = @conversation_id
HAVING count(*) < 2
ON CONFLICT (town_id, conversation_id, client_id) DO NOTHING
RETURNING copy;

-- name: CopyOrdered :one
-- Whether this copy was ordered before.
SELECT EXISTS (SELECT FROM mail_copy WHERE town_id = @town_id AND conversation_id = @conversation_id AND client_id = @client_id);

-- name: CopyAddress :one
-- Where a copy is to go; none when it has gone.
SELECT coalesce(address, '')::text AS address FROM mail_copy
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND copy = @copy AND address IS NOT NULL;

-- name: ForgetCopy :exec
-- The copy has left, or has been given up: nobody needs the address any more.
UPDATE mail_copy SET address = NULL
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND copy = @copy AND address IS NOT NULL;

-- name: ForgetOldCopies :execrows
-- What no job will send any more, because its process died at the last attempt.
UPDATE mail_copy SET address = NULL WHERE address IS NOT NULL AND created_at < clock_timestamp() - @older::interval;

-- name: NoteWaits :many
-- Marks the waits of which the supervisors are to be told, and returns those that
-- nobody has marked before: also of danger that no person has looked at, whoever
-- has the conversation. now() and not clock_timestamp(): with that no index
-- can be used.
INSERT INTO mail_wait (town_id, conversation_id, queued_at, urgent, queue)
SELECT w.town_id, w.id, w.queued_at, w.urgent, w.queue
  FROM (SELECT c.town_id, c.id, coalesce(c.queued_at, c.created_at) AS queued_at, u.urgent, c.waits,
               coalesce(c.queue, '')::text AS queue, c.priority::integer AS priority
          FROM (SELECT q.town_id, q.id, q.queued_at, q.created_at, q.queue, q.priority, true AS waits FROM conversation q WHERE q.state = 'queued'
                UNION ALL
                SELECT o.town_id, o.id, o.queued_at, o.created_at, o.queue, o.priority, true FROM conversation o
                 WHERE o.state = 'offered' AND o.owner_id IS NOT NULL
                UNION ALL
                SELECT a.town_id, a.id, a.alarmed_at, a.created_at, a.queue, 9, false FROM conversation a
                 WHERE a.alarmed_at IS NOT NULL AND a.state NOT IN ('queued', 'offered')) c
         CROSS JOIN (VALUES (true), (false)) u (urgent)) w
 WHERE CASE WHEN w.urgent THEN w.priority >= 9 ELSE w.waits AND w.queued_at <= now() - @after::interval END
   AND NOT EXISTS (SELECT FROM mail_wait m
                    WHERE m.town_id = w.town_id AND m.conversation_id = w.id AND m.queued_at = w.queued_at AND m.urgent = w.urgent)
 ORDER BY w.town_id, w.id, w.urgent
ON CONFLICT DO NOTHING
RETURNING town_id, queue, queued_at, urgent;

-- name: MailReaders :many
-- Who is told of long waits: a town's supervisors, or its admins where it has
-- none. Accounts without a real address, as the first one has, get none.
SELECT m.operator_id FROM member m JOIN operator o ON o.id = m.operator_id
 WHERE m.town_id = @town_id AND o.disabled_at IS NULL AND o.email LIKE '%_@_%.__%' AND o.email NOT LIKE '%.local'
   AND m.role = CASE WHEN EXISTS (
           SELECT FROM member x JOIN operator y ON y.id = x.operator_id
            WHERE x.town_id = @town_id AND x.role = 'supervisor' AND y.disabled_at IS NULL
              AND y.email LIKE '%_@_%.__%' AND y.email NOT LIKE '%.local') THEN 'supervisor' ELSE 'admin' END
 ORDER BY m.operator_id;
