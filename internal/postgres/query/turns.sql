-- name: LeaseTurn :one
-- Takes the conversation's open turn, when nobody is running it, and reads the
-- messages it answers and the ones before, with what was told of appointments.
-- A turn that was never tried is free; one that was, or whose answer waits for
-- approval, from due_at on: then that answer is void. The commit does not wait for the disk: a lease that a crash of the server takes back is
-- fenced off like one that ran out.
WITH leased AS (
    UPDATE turn t
       SET lease_owner = @owner::text, attempts = t.attempts + 1, pending_upto = NULL,
           due_at = clock_timestamp() + @ttl::interval
      FROM conversation c
     WHERE c.id = @conversation_id AND c.state <> 'closed'
       AND t.town_id = c.town_id AND t.conversation_id = c.id AND t.done_at IS NULL
       AND (t.attempts = 0 AND t.pending_upto IS DISTINCT FROM t.upto OR t.due_at <= clock_timestamp())
    RETURNING t.town_id, t.conversation_id, t.turn, t.attempts, c.epoch, c.lang, c.state, c.queue,
              set_config('synchronous_commit', 'off', true))
SELECT l.town_id, l.turn, l.attempts, l.epoch, l.lang, l.state::text AS state,
       CASE WHEN l.state = 'bot' THEN '' ELSE coalesce(l.queue, '') END::text AS queue, i.seqs::bigint[] AS input_seqs, i.bodies::json[] AS inputs,
       h.actors::text[] AS actors, h.bodies::json[] AS history
  FROM leased l,
       LATERAL (SELECT array_agg(e.seq ORDER BY e.seq) AS seqs, array_agg(e.body ORDER BY e.seq) AS bodies
                  FROM event e
                 WHERE e.town_id = l.town_id AND e.conversation_id = l.conversation_id
                   AND e.seq >= l.turn AND e.kind = 'message' AND e.actor = 'citizen') i,
       LATERAL (SELECT array_agg(b.actor ORDER BY b.seq) AS actors, array_agg(b.body ORDER BY b.seq) AS bodies
                  FROM (SELECT e.seq, e.actor, e.body FROM event e
                         WHERE e.town_id = l.town_id AND e.conversation_id = l.conversation_id
                           AND e.seq < l.turn AND e.kind IN ('message', 'booking') AND e.cseq IS NOT NULL
                           AND e.seq >= coalesce((SELECT a.seq FROM event a
                               WHERE a.town_id = l.town_id AND a.conversation_id = l.conversation_id
                                 AND a.seq < l.turn AND a.kind IN ('message', 'booking') AND a.actor = 'bot'
                               ORDER BY a.seq DESC OFFSET 1 LIMIT 1), 0)
                         ORDER BY e.actor = 'bot' DESC, e.seq DESC LIMIT @max_history) b) h;

-- name: CorrectedHistory :many
-- The messages before a turn with everything that puts one of them right, until now.
SELECT e.seq, e.actor, e.body, (e.seq >= @turn::bigint)::boolean AS later FROM event e
 WHERE e.town_id = @town_id::bigint AND e.conversation_id = (@conversation_id::text)::uuid AND e.cseq IS NOT NULL
   AND (e.seq < @turn AND e.kind IN ('message', 'booking', 'edit')
        OR e.seq >= @turn AND (e.kind = 'edit' OR e.kind = 'message' AND e.actor = 'citizen' AND e.body ->> 'edits' IS NOT NULL))
   AND e.seq >= coalesce((SELECT a.seq FROM event a
       WHERE a.town_id = @town_id::bigint AND a.conversation_id = (@conversation_id::text)::uuid
         AND a.seq < @turn AND a.kind IN ('message', 'booking') AND a.actor = 'bot'
       ORDER BY a.seq DESC OFFSET 1 LIMIT 1), 0)
 ORDER BY e.actor = 'bot' DESC, e.seq DESC LIMIT @max_rows;

-- name: CompleteTurn :batchone
-- Stores the answer, if there is one, and closes the turn, or raises CAT01 or CAT05.
SELECT coalesce(r.o_seq, 0)::bigint AS seq, coalesce(r.o_cseq, 0)::bigint AS cseq,
       coalesce(r.o_at, 'epoch')::timestamptz AS at
  FROM complete_turn(@town_id, @conversation_id, @turn, @owner, @attempt, @epoch, @upto, @actor,
                     sqlc.narg('body'), @outcome, @trace, sqlc.narg('crisis'), sqlc.narg('lang')) r;

-- name: SettleTurn :one
-- Says why an answer was not stored, and sets the turn right.
SELECT settle_turn(@town_id, @conversation_id, @turn, @owner, @attempt, @epoch)::text AS status;

-- name: TurnEvents :many
-- What a turn has stored, in order.
SELECT seq, coalesce(cseq, 0)::bigint AS cseq, kind, actor, epoch, coalesce(client_id, '')::text AS client_id, body, at
  FROM event
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND seq > @turn
   AND client_id = ANY(@client_ids::text[]) AND actor <> 'citizen'
 ORDER BY seq;

-- name: FailTurn :execrows
-- Gives a leased turn back, to be tried again after a while.
UPDATE turn SET lease_owner = NULL, due_at = clock_timestamp() + @retry_in::interval
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND turn = @turn
   AND lease_owner = @owner::text AND attempts = @attempt AND done_at IS NULL;

-- name: RenewTurn :execrows
-- Keeps a leased turn for a while longer, if nothing has come between.
UPDATE turn t SET due_at = clock_timestamp() + @ttl::interval
 WHERE t.town_id = @town_id AND t.conversation_id = @conversation_id AND t.turn = @turn
   AND t.lease_owner = @owner::text AND t.attempts = @attempt AND t.upto = @upto AND t.done_at IS NULL
   AND EXISTS (SELECT FROM conversation c WHERE c.town_id = @town_id AND c.id = @conversation_id AND c.epoch = @epoch);

-- name: DueTurns :many
-- Conversations whose turn waits for somebody to run it, the longest waiting
-- first; also one with a message that came while its answer waited for approval,
-- when the receiver left it. It locks nothing: the lease decides who runs it.
SELECT t.conversation_id
  FROM turn t
  JOIN conversation c ON c.town_id = t.town_id AND c.id = t.conversation_id
 WHERE t.done_at IS NULL AND (t.due_at <= now() OR t.attempts = 0 AND t.pending_upto < t.upto) AND c.state <> 'closed'
 ORDER BY t.created_at
 LIMIT @max_rows;

-- name: SaidBefore :one
-- What a message said before a correction of it: the message itself, or the last
-- correction before this one.
SELECT coalesce((SELECT e.body ->> 'text' FROM event e
                  WHERE e.town_id = @town_id AND e.conversation_id = (@conversation_id::text)::uuid AND e.actor = 'citizen' AND e.kind = 'message'
                    AND e.seq >= @edits::bigint AND e.seq < @seq::bigint AND (e.seq = @edits OR e.body ->> 'edits' = @edits::text)
                  ORDER BY e.seq DESC LIMIT 1), '')::text AS said;
