-- name: PersonWaits :many
-- Since when those wait who have to do with people, and whether a person has
-- spoken.
SELECT c.id, c.state::text AS state, coalesce(c.queue, '')::text AS queue, c.queued_at, c.entered_at, c.waiting_since, c.answered_at,
       EXISTS (SELECT FROM callback b
                WHERE b.town_id = c.town_id AND b.conversation_id = c.id AND b.state IN ('open', 'taken'))::boolean AS promised
  FROM conversation c
 WHERE c.town_id = @town_id AND c.id = ANY(CAST(@ids::text[] AS uuid[]));

-- name: FirstAnswers :many
-- From each request for a person that began in a period to the first words of a
-- person, or to its end without any.
SELECT s.o_queue::text AS queue, s.o_asked_at::timestamptz AS since,
       coalesce(a.at, '0001-01-01 00:00:00+00')::timestamptz AS answered_at,
       coalesce(s.o_ended_at, '0001-01-01 00:00:00+00')::timestamptz AS ended_at
  FROM people_stretches(@town_id, @since, @before) s
  LEFT JOIN LATERAL (
       SELECT e.at FROM event e
        WHERE e.town_id = @town_id AND e.conversation_id = s.o_conversation AND e.seq > s.o_taken_seq
          AND e.seq < coalesce(s.o_ended_seq, 9223372036854775807) AND e.kind = 'message' AND e.actor LIKE 'operator:%'
        ORDER BY e.seq LIMIT 1) a ON true
 WHERE s.o_asked_at IS NOT NULL;

-- name: NextAnswers :many
-- In the stretches with people that began in a period, from what a citizen wrote
-- after a person had spoken, or after one had stepped in, to the next words of a
-- person. A person who puts the conversation aside tells the citizen, which is an
-- answer too; what the end of a stretch answered is left out.
WITH said AS (
    SELECT s.o_queue::text AS queue, s.o_conversation::uuid AS conversation_id, s.o_began_seq::bigint AS stretch,
           (s.o_asked_at IS NOT NULL)::boolean AS asked, (s.o_ended_at IS NOT NULL)::boolean AS ended,
           e.seq, e.at, (e.actor = 'citizen')::boolean AS citizen
      FROM people_stretches(@town_id, @since, @before) s
      JOIN event e ON e.town_id = @town_id AND e.conversation_id = s.o_conversation AND e.seq > s.o_began_seq
                  AND e.seq < coalesce(s.o_ended_seq, 9223372036854775807)
                  AND (e.kind = 'message' AND (e.actor = 'citizen' OR e.actor LIKE 'operator:%')
                       OR e.kind = 'state' AND e.body ->> 'state' = 'snoozed')
), turned AS (
    SELECT d.queue, d.conversation_id, d.stretch, d.asked, d.ended, d.seq, d.at, d.citizen,
           lag(d.citizen) OVER (PARTITION BY d.conversation_id, d.stretch ORDER BY d.seq) AS before
      FROM said d
), runs AS (
    SELECT t.queue, t.asked, t.ended, t.at, t.citizen, t.before,
           lead(t.at) OVER (PARTITION BY t.conversation_id, t.stretch ORDER BY t.seq) AS answered_at
      FROM turned t WHERE t.before IS DISTINCT FROM t.citizen
)
SELECT r.queue::text AS queue, r.at::timestamptz AS since, coalesce(r.answered_at, '0001-01-01 00:00:00+00')::timestamptz AS answered_at
  FROM runs r
 WHERE r.citizen AND (r.before IS NOT NULL OR NOT r.asked) AND (r.answered_at IS NOT NULL OR NOT r.ended);

-- name: CallAnswers :many
-- The calls promised in a period, from when they became due, and when they ended.
-- Those that were not needed any more are left out.
SELECT b.queue, b.preferred, b.due_at, b.ended_at
  FROM callback b
 WHERE b.town_id = @town_id AND b.created_at >= @since AND b.created_at < @before AND b.state <> 'void';

-- name: NoteLimited :one
-- Leaves a line for staff that messages are being refused, once a minute at most;
-- a number of 0 says that none was left.
SELECT coalesce(r.o_seq, 0)::bigint AS seq, coalesce(r.o_epoch, 0)::integer AS epoch,
       coalesce(r.o_at, clock_timestamp())::timestamptz AS at
  FROM note_limited(@town_id, @conversation_id, @body) r;

-- name: NoteUnreachable :one
-- Leaves a line for staff that a citizen cannot be written to, once for each reason
-- and for each time that the chat was lost.
SELECT r.o_seq::bigint AS seq, r.o_epoch::integer AS epoch, r.o_at::timestamptz AS at, r.o_dup::boolean AS dup
  FROM append_event(@town_id, @conversation_id, NULL, 'system', 'note', true, @name::text || '/' || coalesce((
           SELECT (SELECT t.outages FROM telegram_chat t
                    WHERE t.bot = split_part(c.chat, '/', 1)::bigint AND t.chat = split_part(c.chat, '/', 2)::bigint)
             FROM conversation c
            WHERE c.town_id = @town_id AND c.id = @conversation_id AND c.channel = 'telegram' AND c.chat LIKE '%/%'), 0), @body) r;
