-- name: CitizenQuestion :one
-- The question behind a place in the log: the citizen's own words there or, when
-- somebody else speaks there, the last ones before that the assistant had no
-- answer to, or else simply the last ones before. Pressed buttons are no
-- questions.
SELECT (e.body ->> 'text')::text AS question, e.seq
  FROM event e
 WHERE e.town_id = @town_id AND e.conversation_id = @conversation_id AND e.seq <= @seq
   AND e.kind = 'message' AND e.actor = 'citizen'
   AND coalesce(e.body ->> 'choice', '') = '' AND coalesce(e.body ->> 'text', '') <> ''
 ORDER BY e.seq = @seq DESC,
       EXISTS (SELECT FROM turn t
                WHERE t.town_id = e.town_id AND t.conversation_id = e.conversation_id
                  AND e.seq BETWEEN t.turn AND t.upto AND t.outcome = 'decline') DESC,
       e.seq DESC
 LIMIT 1;

-- name: ProposeLesson :one
-- Keeps a proposal; the same one from another place is counted, from the same
-- place it is the same.
INSERT INTO lesson AS l (town_id, question, card, conversation_id, seq, asked_by)
VALUES (@town_id, @question, @card, CAST(@conversation_id::text AS uuid), @seq::bigint, nullif(@asked_by::bigint, 0))
ON CONFLICT (town_id, card, lower(question)) WHERE state = 'open' DO UPDATE
    SET times = l.times + (CASE WHEN l.conversation_id = excluded.conversation_id AND l.seq = excluded.seq THEN 0 ELSE 1 END),
        conversation_id = excluded.conversation_id, seq = excluded.seq
RETURNING id, times;

-- name: OpenLessons :many
-- What waits for a curator, the most frequent first.
SELECT l.id, l.question, l.card, coalesce(l.conversation_id::text, '')::text AS conversation_id, coalesce(l.seq, 0)::bigint AS seq,
       coalesce(l.asked_by, 0)::bigint AS asked_by, coalesce(o.name, '')::text AS asked_by_name, l.times, l.at
  FROM lesson l LEFT JOIN operator o ON o.id = l.asked_by
 WHERE l.town_id = @town_id AND l.state = 'open'
 ORDER BY l.times DESC, l.at DESC, l.id;

-- name: CardKnown :one
-- Whether a town has a card, of its own or its parent's.
SELECT EXISTS (
    SELECT FROM card c JOIN town t ON t.id = @town_id
     WHERE c.slug = @slug AND (c.town_id = t.id OR c.town_id = (SELECT p.id FROM town p WHERE p.slug = t.data ->> 'parent'))
)::boolean AS known;

-- name: DecideLesson :one
-- Ends a proposal that is still open, with the words and the card it ends with.
UPDATE lesson
   SET state = @state::text, question = @question, card = @card, decided_by = nullif(@decided_by::bigint, 0), decided_at = clock_timestamp()
 WHERE town_id = @town_id AND id = @id AND state = 'open'
RETURNING id;

-- name: LessonByID :one
-- One proposal, in whatever state.
SELECT question, card, state::text AS state FROM lesson WHERE town_id = @town_id AND id = @id;

-- name: AcceptSame :exec
-- Ends the other open proposals of the same words: they are answered now.
UPDATE lesson
   SET state = 'accepted', decided_by = nullif(@decided_by::bigint, 0), decided_at = clock_timestamp()
 WHERE town_id = @town_id AND state = 'open' AND lower(question) = lower(@question);

-- name: AddVariant :exec
-- Gives a card one more question.
INSERT INTO variant (town_id, card, question) VALUES (@town_id, @card, @question) ON CONFLICT DO NOTHING;

-- name: DropVariant :execrows
-- Takes a question from a card.
DELETE FROM variant WHERE town_id = @town_id AND card = @card AND question = @question;

-- name: Variants :many
-- A town's accepted questions, card by card.
SELECT card, question FROM variant WHERE town_id = @town_id ORDER BY card, question;
