-- name: Heads :many
-- How conversations stand for staff, and whether an answer waits for approval.
SELECT c.town_id, c.id, c.channel, c.state, c.lang, c.epoch, c.last_seq, c.last_cseq, c.priority,
       coalesce(c.owner_id, 0)::bigint AS owner_id, coalesce(o.name, '')::text AS owner_name,
       coalesce(c.former_id, 0)::bigint AS former_id, coalesce(c.transfer_to, 0)::bigint AS transfer_to,
       coalesce(c.queue, '')::text AS queue,
       c.queued_at, c.offered_until, c.transfer_until, c.snoozed_until, c.citizen_at, c.alarmed_at, coalesce(t.pending_seq, 0)::bigint AS pending
  FROM conversation c
  LEFT JOIN operator o ON o.id = c.owner_id
  LEFT JOIN turn t ON t.town_id = c.town_id AND t.conversation_id = c.id AND c.state = 'bot'
   AND t.done_at IS NULL AND t.lease_owner IS NULL AND t.pending_upto = t.upto
 WHERE c.id = ANY(CAST(@ids::text[] AS uuid[]));

-- name: InboxMine :many
-- What an operator has or is asked to take: what rings first, then whom they
-- owe an answer, what sleeps last.
SELECT r.* FROM inbox_row r
 WHERE r.town_id = @town_id AND r.state IN ('offered', 'assigned', 'snoozed')
   AND (r.owner_id = @operator_id::bigint OR r.transfer_to = @operator_id::bigint)
   AND (@channel::text = '' OR r.channel = @channel)
 ORDER BY r.state = 'offered' OR r.transfer_to = @operator_id::bigint DESC, r.state = 'snoozed',
          r.waiting_since NULLS LAST, r.created_at
 LIMIT @max_rows OFFSET @skip;

-- name: InboxWaiting :many
-- Who waits for a person, danger first, then who has waited longest. Danger that
-- nobody has looked at comes before all, whoever has the conversation.
SELECT r.* FROM inbox_row r
 WHERE r.town_id = @town_id AND (r.state IN ('queued', 'offered') OR r.alarmed_at IS NOT NULL)
   AND (@channel::text = '' OR r.channel = @channel OR r.alarmed_at IS NOT NULL)
 ORDER BY r.alarmed_at NULLS LAST, r.priority DESC, r.queued_at
 LIMIT @max_rows OFFSET @skip;

-- name: InboxAll :many
-- All that are open and in which a citizen has written, newest first.
SELECT r.* FROM inbox_row r
 WHERE r.town_id = @town_id AND r.state <> 'closed' AND r.last_seq > 1
   AND (@channel::text = '' OR r.channel = @channel)
 ORDER BY r.created_at DESC
 LIMIT @max_rows OFFSET @skip;

-- name: InboxClosed :many
-- All that are closed, the last one first.
SELECT r.* FROM inbox_row r
 WHERE r.town_id = @town_id AND r.state = 'closed'
   AND (@channel::text = '' OR r.channel = @channel)
 ORDER BY r.closed_at DESC NULLS LAST, r.created_at DESC
 LIMIT @max_rows OFFSET @skip;

-- name: InboxSearch :many
-- Conversations of the last months, open or closed, with a message that holds
-- every word, or of an operator, or by the beginning of the id. Messages have no
-- index of words: it would cost every citizen's message.
SELECT r.* FROM inbox_row r
 WHERE r.town_id = @town_id AND r.created_at > clock_timestamp() - interval '180 days' AND r.last_seq > 1
   AND (@channel::text = '' OR r.channel = @channel)
   AND (r.id::text LIKE @id_prefix::text
        OR r.owner_name ILIKE ALL (@words::text[]) OR r.former_name ILIKE ALL (@words::text[])
        OR EXISTS (SELECT FROM event e
                    WHERE e.town_id = r.town_id AND e.conversation_id = r.id AND e.kind IN ('message', 'note', 'edit')
                      AND e.body ->> 'text' ILIKE ALL (@words::text[])))
 ORDER BY r.created_at DESC
 LIMIT @max_rows OFFSET @skip;

-- name: InboxOne :one
-- One conversation of a town as a line of a list.
SELECT r.* FROM inbox_row r WHERE r.town_id = @town_id AND r.id = CAST(@id::text AS uuid);

-- name: InboxCounts :one
-- How many conversations an operator has, and how many wait, for the tabs.
SELECT count(*) FILTER (WHERE c.owner_id = @operator_id::bigint AND c.state IN ('offered', 'assigned')) AS held,
       count(*) FILTER (WHERE c.owner_id = @operator_id::bigint OR c.transfer_to = @operator_id::bigint) AS mine,
       count(*) FILTER (WHERE c.state = 'queued' OR c.alarmed_at IS NOT NULL) AS waiting,
       count(*) FILTER (WHERE (c.owner_id = @operator_id::bigint AND c.state = 'offered') OR c.transfer_to = @operator_id::bigint) AS ringing
  FROM conversation c
 WHERE c.town_id = @town_id AND (c.owner_id IS NOT NULL OR c.state = 'queued' OR c.alarmed_at IS NOT NULL);

-- name: TurnTraces :many
-- Why the bot said what it said, turn by turn, with the seq of the answer, or of
-- the one that waits or waited for approval.
SELECT t.turn, t.upto, coalesce(e.seq, t.pending_seq, 0)::bigint AS seq, t.trace::json AS trace
  FROM turn t
  LEFT JOIN LATERAL (SELECT max(e.seq) AS seq FROM event e
                      WHERE e.town_id = t.town_id AND e.conversation_id = t.conversation_id
                        AND e.actor IN ('bot', 'system') AND e.client_id = 'turn:' || t.turn) e ON true
 WHERE t.town_id = @town_id AND t.conversation_id = CAST(@conversation_id::text AS uuid) AND t.trace IS NOT NULL
 ORDER BY t.turn;

-- name: SaveDraft :exec
-- Keeps what an operator has begun to write.
INSERT INTO draft (town_id, conversation_id, operator_id, text, note)
VALUES (@town_id, CAST(@conversation_id::text AS uuid), @operator_id, @text, @note)
ON CONFLICT (town_id, conversation_id, operator_id) DO UPDATE SET text = excluded.text, note = excluded.note, at = clock_timestamp();

-- name: DropDraft :exec
-- Forgets it.
DELETE FROM draft WHERE town_id = @town_id AND conversation_id = CAST(@conversation_id::text AS uuid) AND operator_id = @operator_id;

-- name: Draft :one
-- What an operator has begun to write.
SELECT text, note FROM draft WHERE town_id = @town_id AND conversation_id = CAST(@conversation_id::text AS uuid) AND operator_id = @operator_id;

-- name: Wants :one
-- What a member wants of the queue.
SELECT wants::text AS wants FROM member WHERE town_id = @town_id AND operator_id = @operator_id;
