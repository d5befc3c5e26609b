-- How soon people answer is reckoned from times that are stored anyway. What is
-- here is read by reports, and written when somebody floods a conversation.

-- +goose Up
-- people_stretches reads from the log the stretches with people that began in a
-- period: from the first state event after the assistant, or a closed or call-back
-- conversation, to the event that ends them. What happened in one conversation
-- more than once is so many stretches.
-- +goose StatementBegin
CREATE FUNCTION people_stretches(
    p_town bigint, p_since timestamptz, p_before timestamptz,
    OUT o_conversation uuid, OUT o_queue text, OUT o_began_at timestamptz, OUT o_began_seq bigint,
    OUT o_asked_at timestamptz, OUT o_taken_at timestamptz, OUT o_taken_seq bigint,
    OUT o_ended_at timestamptz, OUT o_ended_seq bigint)
RETURNS SETOF record
LANGUAGE sql STABLE AS $$
    WITH marks AS (
        SELECT e.conversation_id, e.seq, e.at, e.body ->> 'state' AS state, e.body ->> 'queue' AS queue,
               coalesce(lag(e.body ->> 'state') OVER w, 'bot') IN ('bot', 'closed', 'callback')
                   AND e.body ->> 'state' IN ('queued', 'offered', 'assigned') AS begins
          FROM event e
         WHERE e.town_id = p_town AND e.kind = 'state'
           AND e.conversation_id IN (
               SELECT i.conversation_id FROM event i
                WHERE i.town_id = p_town AND i.kind = 'state' AND i.at >= p_since AND i.at < p_before)
        WINDOW w AS (PARTITION BY e.conversation_id ORDER BY e.seq)
    ), numbered AS (
        SELECT m.*, count(*) FILTER (WHERE m.begins) OVER (PARTITION BY m.conversation_id ORDER BY m.seq) AS stretch
          FROM marks m
    ), stretches AS (
        SELECT n.conversation_id,
               (array_agg(n.queue ORDER BY n.seq) FILTER (WHERE n.queue IS NOT NULL))[1] AS queue,
               min(n.at) AS began_at, min(n.seq) AS began_seq,
               min(n.at) FILTER (WHERE n.state = 'queued') AS asked_at,
               min(n.at) FILTER (WHERE n.state = 'assigned') AS taken_at,
               min(n.seq) FILTER (WHERE n.state = 'assigned') AS taken_seq,
               min(n.at) FILTER (WHERE n.state IN ('bot', 'closed', 'callback')) AS ended_at,
               min(n.seq) FILTER (WHERE n.state IN ('bot', 'closed', 'callback')) AS ended_seq
          FROM numbered n
         WHERE n.stretch > 0
         GROUP BY n.conversation_id, n.stretch
    )
    SELECT s.conversation_id, coalesce(s.queue, ''), s.began_at, s.began_seq, s.asked_at, s.taken_at, s.taken_seq, s.ended_at, s.ended_seq
      FROM stretches s
     WHERE s.began_at >= p_since AND s.began_at < p_before
$$;
-- +goose StatementEnd

-- note_limited leaves one line for staff when messages of a citizen were refused
-- because there were too many: where people have to do with the conversation, and
-- once a minute at most, however many processes refuse. Two statements on purpose:
-- the second sees what whoever held the lock has committed. All NULL when there is
-- nothing to say.
-- +goose StatementBegin
CREATE FUNCTION note_limited(
    p_town bigint, p_conversation uuid, p_body json,
    OUT o_seq bigint, OUT o_epoch integer, OUT o_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_event record;
BEGIN
    PERFORM FROM conversation c
      WHERE c.town_id = p_town AND c.id = p_conversation AND c.state NOT IN ('bot', 'closed')
        FOR NO KEY UPDATE;
    IF NOT FOUND OR EXISTS (
        SELECT FROM event e
         WHERE e.town_id = p_town AND e.conversation_id = p_conversation
           AND e.actor = 'system' AND e.client_id LIKE 'limited:%' AND e.at > clock_timestamp() - interval '1 minute') THEN
        RETURN;
    END IF;
    v_event := append_event(p_town, p_conversation, NULL, 'system', 'note', true,
                            'limited:' || extract(epoch FROM clock_timestamp()), p_body);
    o_seq := v_event.o_seq; o_epoch := v_event.o_epoch; o_at := v_event.o_at;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION note_limited;
DROP FUNCTION people_stretches;
