-- name: OpenSession :one
-- Makes a conversation with its session and its greeting.
SELECT o_last_cseq::bigint AS last_cseq
  FROM open_session(@town_id, @conversation_id, @channel, @chat, @lang,
                    @token_sha256, @greeting, sqlc.narg('page'));

-- name: ResumeSession :one
-- The conversation that a session may use; none when it has been closed for longer
-- than it can be resumed.
SELECT c.id, c.town_id, c.channel, c.state, c.lang, c.epoch, c.last_cseq
  FROM session s
  JOIN conversation c ON c.town_id = s.town_id AND c.id = s.conversation_id
 WHERE s.town_id = @town_id AND s.token_sha256 = @token_sha256
   AND (c.state <> 'closed' OR c.closed_at > clock_timestamp() - interval '24 hours');

-- name: ReceiveMessage :batchone
-- Stores a citizen's message, makes a turn due and leases it. The body is that of
-- a duplicate, else NULL; turn and what follows are NULL when the turn was not
-- leased.
SELECT r.o_seq::bigint AS seq, r.o_cseq::bigint AS cseq, r.o_epoch::integer AS epoch, r.o_at::timestamptz AS at,
       r.o_body::json AS body, r.o_dup::boolean AS dup, r.o_turn_due::boolean AS turn_due,
       r.o_state::text AS state, coalesce(r.o_queue, '')::text AS queue,
       coalesce(r.o_turn, 0)::bigint AS turn, coalesce(r.o_attempt, 0)::integer AS attempt,
       coalesce(r.o_lang, '')::text AS lang, r.o_input_seqs::bigint[] AS input_seqs, r.o_inputs::json[] AS inputs,
       r.o_actors::text[] AS actors, r.o_history::json[] AS history
  FROM receive_message(@town_id, @conversation_id, @client_id, @body,
                       sqlc.narg('owner'), @ttl, @max_history) r;

-- name: Events :many
-- What the citizen may see after a number, in order.
SELECT seq, cseq::bigint AS cseq, kind, actor, epoch, coalesce(client_id, '')::text AS client_id, body, at
  FROM event
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND cseq > @after::bigint
 ORDER BY cseq
 LIMIT @max_rows;

-- name: Moved :many
-- The last number the citizen may see, of the conversations where it is not the
-- one that is known.
SELECT c.id, c.last_cseq
FROM (SELECT unnest(CAST(@ids::text[] AS uuid[])) AS id, unnest(@numbers::bigint[]) AS n) known
JOIN conversation c ON c.id = known.id AND c.last_cseq <> known.n;
