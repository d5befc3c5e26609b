-- name: ApprovingTowns :many
-- The towns whose answers are to be approved.
SELECT town_id FROM approving ORDER BY town_id;

-- name: StartApproving :exec
-- Has a town's answers wait for approval.
INSERT INTO approving (town_id, operator_id) VALUES (@town_id, @operator_id) ON CONFLICT DO NOTHING;

-- name: StopApproving :exec
-- Lets them go out as they are.
DELETE FROM approving WHERE town_id = @town_id;

-- name: HoldTurn :one
-- Stores an answer for approval, or raises CAT01 or CAT05. The sentence has no
-- number when the citizen has read it before in this turn.
SELECT r.o_seq::bigint AS seq, r.o_at::timestamptz AS at, coalesce(r.o_said_seq, 0)::bigint AS said_seq,
       coalesce(r.o_said_cseq, 0)::bigint AS said_cseq, coalesce(r.o_said_at, r.o_at)::timestamptz AS said_at
  FROM hold_turn(@town_id, @conversation_id, @turn, @owner, @attempt, @epoch, @upto, @body, @said, @trace,
                 sqlc.narg('lang'), @within) r;

-- name: PendingAnswers :many
-- The answers that wait for approval, in one town or, with 0, in all, those with
-- the least time first. Open turns are few.
SELECT t.town_id, t.conversation_id, c.epoch, c.lang, t.turn, e.seq, e.body, e.at,
       t.pending_until::timestamptz AS until, (t.pending_until <= clock_timestamp())::boolean AS due
  FROM turn t
  JOIN conversation c ON c.town_id = t.town_id AND c.id = t.conversation_id AND c.state = 'bot'
  JOIN event e ON e.town_id = t.town_id AND e.conversation_id = t.conversation_id AND e.seq = t.pending_seq
 WHERE t.done_at IS NULL AND t.lease_owner IS NULL AND t.pending_upto = t.upto
   AND (@town_id::bigint = 0 OR t.town_id = @town_id)
 ORDER BY t.pending_until
 LIMIT @max_rows;

-- name: PendingBody :one
-- What an answer that waits, or waited, says.
SELECT body FROM event
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND seq = @seq AND kind = 'pending';

-- name: AnswerPending :one
-- Lets the citizen read an answer that waited, or raises CAT06.
SELECT r.o_seq::bigint AS seq, coalesce(r.o_cseq, 0)::bigint AS cseq, r.o_epoch::integer AS epoch,
       r.o_at::timestamptz AS at, r.o_body::json AS body, r.o_actor::text AS actor, r.o_kind::text AS kind
  FROM answer_pending(@town_id, @conversation_id, @operator, @epoch, @pending, @client_id, @changed, @body, @outcome, @note) r;

-- name: EndPending :one
-- Ends the turn of an answer that nobody approved in time, or raises CAT06.
SELECT end_pending(@town_id, @conversation_id, @epoch, @pending, @outcome)::bigint AS turn;

-- name: InboxPending :many
-- The conversations whose answer waits for approval, the least time first.
SELECT r.* FROM inbox_row r
  JOIN turn t ON t.town_id = r.town_id AND t.conversation_id = r.id
   AND t.done_at IS NULL AND t.lease_owner IS NULL AND t.pending_upto = t.upto
 WHERE r.town_id = @town_id AND r.state = 'bot'
   AND (@channel::text = '' OR r.channel = @channel)
 ORDER BY t.pending_until
 LIMIT @max_rows OFFSET @skip;
