-- name: MoveConversation :one
-- Changes who holds a conversation, or raises CAT06. The body is that of a
-- duplicate, else NULL.
SELECT r.o_seq::bigint AS seq, coalesce(r.o_cseq, 0)::bigint AS cseq, r.o_epoch::integer AS epoch,
       r.o_at::timestamptz AS at, r.o_body::json AS body, r.o_dup::boolean AS dup
  FROM move_conversation(@town_id, @conversation_id, sqlc.narg('epoch'), @from_states::text[], @owned_by,
                         @to_state, @owner, @transfer_to, @queue, @keep_place, sqlc.narg('priority'),
                         @ring, @capacity, sqlc.narg('snooze_until'), @actor, sqlc.narg('client_id'),
                         @reason, @body, @hidden, sqlc.narg('note')) r;

-- name: StaffMessage :one
-- Stores what an operator writes, or raises CAT06. The body is that of a
-- duplicate, else NULL.
SELECT r.o_seq::bigint AS seq, coalesce(r.o_cseq, 0)::bigint AS cseq, r.o_epoch::integer AS epoch,
       r.o_at::timestamptz AS at, r.o_body::json AS body, r.o_dup::boolean AS dup, r.o_kind::text AS kind
  FROM staff_message(@town_id, @conversation_id, @operator, @epoch, @client_id, @body, @note) r;

-- name: EditMessage :one
-- Stores the new words of an operator's message, or raises CAT06 or CAT08.
SELECT r.o_seq::bigint AS seq, r.o_cseq::bigint AS cseq, r.o_epoch::integer AS epoch, r.o_at::timestamptz AS at, r.o_body::json AS body
  FROM edit_message(@town_id, @conversation_id, @operator, @epoch, @client_id, @seq, @body) r;

-- name: AppendSystem :one
-- Tells the citizen something in the program's own name, if the conversation is
-- of that epoch. The body is that of a duplicate, else NULL.
SELECT r.o_seq::bigint AS seq, r.o_cseq::bigint AS cseq, r.o_epoch::integer AS epoch,
       r.o_at::timestamptz AS at, r.o_body::json AS body, r.o_dup::boolean AS dup
  FROM append_event(@town_id, @conversation_id, sqlc.narg('epoch'), 'system', 'message', false, @client_id, @body) r;

-- name: StaffEvents :many
-- The whole log after a number, in order, notes included.
SELECT seq, coalesce(cseq, 0)::bigint AS cseq, kind, actor, epoch, coalesce(client_id, '')::text AS client_id, body, at
  FROM event
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND seq > @after::bigint
 ORDER BY seq
 LIMIT @max_rows;

-- name: HeldOf :one
-- How one conversation stands with people.
SELECT h.* FROM held h WHERE h.town_id = @town_id AND h.id = @conversation_id;

-- name: HeldBy :many
-- What one operator has, in every town, locked until the end of the transaction,
-- always in the same order.
SELECT c.town_id, c.id FROM conversation c
 WHERE c.owner_id = @operator
 ORDER BY c.town_id, c.id
   FOR NO KEY UPDATE;

-- name: DueOffers :many
-- Offers that nobody answered in time.
SELECT h.* FROM held h
 WHERE h.owner_id IS NOT NULL AND h.state = 'offered' AND h.offered_until <= clock_timestamp()
 ORDER BY h.offered_until LIMIT @max_rows;

-- name: DueTransfers :many
-- Colleagues who did not answer in time.
SELECT h.* FROM held h
 WHERE h.owner_id IS NOT NULL AND h.state = 'assigned' AND h.transfer_until <= clock_timestamp()
 ORDER BY h.transfer_until LIMIT @max_rows;

-- name: DueSnoozes :many
-- Snoozed conversations whose time has come.
SELECT h.* FROM held h
 WHERE h.owner_id IS NOT NULL AND h.state = 'snoozed' AND h.snoozed_until <= clock_timestamp()
 ORDER BY h.snoozed_until LIMIT @max_rows;

-- name: LostHeld :many
-- Conversations whose owner has been away for a while. Who got one a moment ago
-- has that long to arrive. The mark names this end of the line.
SELECT sqlc.embed(h), (h.owner_id || ':' || coalesce((extract(epoch FROM gone.at) * 1000)::bigint, 0))::text AS mark
  FROM held h
 CROSS JOIN LATERAL (SELECT max(p.lease_until) AS at FROM presence p
                      WHERE p.town_id = h.town_id AND p.operator_id = h.owner_id) gone
 WHERE h.owner_id IS NOT NULL AND h.state = 'assigned'
   AND clock_timestamp() - @silent::interval >= coalesce(gone.at, '-infinity')
   AND clock_timestamp() - @silent::interval >= (
       SELECT coalesce(max(e.at), '-infinity')
         FROM (SELECT e.at FROM event e
                WHERE e.town_id = h.town_id AND e.conversation_id = h.id AND e.kind = 'state'
                ORDER BY e.seq DESC LIMIT 1) e)
 ORDER BY h.town_id, h.id LIMIT @max_rows;

-- name: FoundHeld :many
-- Conversations whose citizen was told that the operator's line is dead, and has
-- heard nothing of them since, and whose operator is there again.
SELECT sqlc.embed(h), lost.mark
  FROM held h
 CROSS JOIN LATERAL (SELECT e.seq, substr(e.client_id, 6)::text AS mark FROM event e
                      WHERE e.town_id = h.town_id AND e.conversation_id = h.id AND e.actor = 'system' AND e.client_id LIKE 'lost:%'
                      ORDER BY e.seq DESC LIMIT 1) lost
 WHERE h.owner_id IS NOT NULL AND h.state = 'assigned'
   AND EXISTS (SELECT FROM presence p
                WHERE p.town_id = h.town_id AND p.operator_id = h.owner_id AND p.lease_until > clock_timestamp())
   AND NOT EXISTS (SELECT FROM event e
                    WHERE e.town_id = h.town_id AND e.conversation_id = h.id AND e.seq > lost.seq AND e.cseq IS NOT NULL
                      AND (e.kind = 'state' OR e.actor LIKE 'operator:%' OR e.client_id = 'found:' || lost.mark))
 ORDER BY h.town_id, h.id LIMIT @max_rows;

-- name: LongWaiting :many
-- All that wait, the longest first.
SELECT h.* FROM held h WHERE h.state = 'queued' ORDER BY h.queued_at LIMIT @max_rows;

-- name: WaitingTowns :many
-- Towns in which somebody waits.
SELECT DISTINCT town_id FROM conversation WHERE state = 'queued' ORDER BY town_id;

-- name: LockDispatch :exec
-- Makes the dispatchers of one town take turns: two that each lock half of the
-- queue would serve the newest before the oldest. Whoever waits for a lock gives
-- up after a while and tries again.
SELECT set_config('lock_timeout', '2s', true), pg_advisory_xact_lock(hashtextextended('dispatch', @town_id::bigint));

-- name: LockWaiting :many
-- The queue, the first to be served first, locked until the end of the
-- transaction. It waits for a row that its citizen is writing to, and does not
-- skip it: a newcomer would overtake.
SELECT c.id, c.epoch, coalesce(c.queue, '')::text AS queue, c.priority::integer AS priority,
       coalesce(c.queued_at, c.created_at)::timestamptz AS queued_at, c.lang, coalesce(c.former_id, 0)::bigint AS former_id,
       ARRAY(SELECT DISTINCT r.operator_id FROM refusal r
              WHERE r.town_id = c.town_id AND r.conversation_id = c.id
                AND r.at > clock_timestamp() - interval '2 minutes')::bigint[] AS refused
  FROM conversation c
 WHERE c.town_id = @town_id AND c.state = 'queued'
 ORDER BY c.priority DESC, c.queued_at
 LIMIT @max_rows
   FOR NO KEY UPDATE;

-- name: QueueStats :one
-- How many wait in a queue, and how long the ones who were taken in the last hour
-- had waited. now() and not clock_timestamp(): with that no index can be used.
SELECT ((SELECT count(*) FROM conversation c
          WHERE c.town_id = @town_id AND c.queue = @queue::text AND c.state = 'queued') +
        (SELECT count(*) FROM conversation c
          WHERE c.town_id = @town_id AND c.queue = @queue::text AND c.state = 'offered' AND c.owner_id IS NOT NULL))::integer AS waiting,
       coalesce((SELECT CASE WHEN count(*) >= 5 THEN
                        greatest(1, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.assigned_at - c.queued_at)) / 60)) END
                   FROM conversation c
                  WHERE c.town_id = @town_id AND c.queue = @queue::text AND c.queued_at <= c.assigned_at
                    AND c.assigned_at > now() - interval '1 hour'), 0)::integer AS median_minutes;

-- name: Places :many
-- The places of conversations in their queues. Who is being offered to an
-- operator still waits. Two halves, for each has an index of its own.
SELECT w.id, w.queue, w.place::integer AS place
  FROM (SELECT c.id, coalesce(c.queue, '')::text AS queue,
               row_number() OVER (PARTITION BY c.queue ORDER BY c.priority DESC, c.queued_at, c.id) AS place
          FROM (SELECT q.id, q.queue, q.priority, q.queued_at FROM conversation q
                 WHERE q.town_id = @town_id AND q.state = 'queued'
                UNION ALL
                SELECT o.id, o.queue, o.priority, o.queued_at FROM conversation o
                 WHERE o.town_id = @town_id AND o.state = 'offered' AND o.owner_id IS NOT NULL) c) w
 WHERE w.id = ANY(CAST(@ids::text[] AS uuid[]));

-- name: InsertRating :execrows
-- What a citizen thinks of a conversation: once.
INSERT INTO rating (town_id, conversation_id, operator_id, stars, answer, text)
SELECT c.town_id, c.id, coalesce(c.owner_id, c.former_id), @stars, @answer, @text
  FROM conversation c WHERE c.town_id = @town_id AND c.id = @conversation_id
ON CONFLICT DO NOTHING;

-- name: DisableOperator :execrows
-- Closes a staff account.
UPDATE operator SET disabled_at = coalesce(disabled_at, clock_timestamp()) WHERE id = @operator;

-- name: LeavePosts :exec
-- What a closed account loses beside its conversations: its browsers and its
-- leases; and the call-backs it promised are everybody's again.
WITH locked AS (SELECT m.town_id FROM member m WHERE m.operator_id = @operator ORDER BY m.town_id FOR NO KEY UPDATE),
     gone AS (DELETE FROM presence p WHERE p.operator_id = @operator AND p.town_id IN (SELECT town_id FROM locked)),
     out AS (DELETE FROM staff_session s WHERE s.operator_id = @operator)
UPDATE callback b SET state = 'open', owner_id = NULL WHERE b.owner_id = @operator AND b.state = 'taken';
