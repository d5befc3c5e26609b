-- What people see to: danger that nobody has looked at, and conversations that
-- nobody writes in any more.

-- +goose Up
-- Danger that nobody has looked at holds in every state: with nobody on duty the
-- assistant keeps the conversation, and the staff are to know of it all the same.
CREATE INDEX conversation_alarmed ON conversation (town_id, alarmed_at) WHERE alarmed_at IS NOT NULL;

-- Whom nobody but the assistant has: those are closed when they fall silent, so
-- that they are few, and the index is short.
CREATE INDEX conversation_bot ON conversation (created_at) WHERE state = 'bot';

-- see_alarm notes that an operator has looked at what may be a danger. Of two who
-- look one is noted. All NULL when there is nothing to be seen.
-- +goose StatementBegin
CREATE FUNCTION see_alarm(
    p_town bigint, p_conversation uuid, p_operator bigint, p_body json,
    OUT o_seq bigint, OUT o_epoch integer, OUT o_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_event record;
BEGIN
    UPDATE conversation c SET alarmed_at = NULL
     WHERE c.town_id = p_town AND c.id = p_conversation AND c.alarmed_at IS NOT NULL
       AND EXISTS (SELECT FROM member m WHERE m.town_id = p_town AND m.operator_id = p_operator);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    v_event := append_event(p_town, p_conversation, NULL, 'operator:' || p_operator, 'note', true, NULL, p_body);
    o_seq := v_event.o_seq; o_epoch := v_event.o_epoch; o_at := v_event.o_at;
END $$;
-- +goose StatementEnd

-- close_idle closes conversations in which the assistant and the citizen have said
-- nothing for long, and returns how many. Each is looked at again under its lock:
-- who writes at the last moment keeps it. What somebody else has locked is left to
-- the next time.
-- +goose StatementBegin
CREATE FUNCTION close_idle(p_channel text, p_idle interval, p_body json, p_reason text, p_max integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    v        record;
    v_before timestamptz := clock_timestamp() - p_idle;
    v_closed integer := 0;
BEGIN
    FOR v IN SELECT c.town_id, c.id FROM conversation c
              WHERE c.state = 'bot' AND c.channel = p_channel AND c.created_at < v_before AND is_idle(c.town_id, c.id, v_before)
              ORDER BY c.created_at LIMIT p_max
    LOOP
        PERFORM FROM conversation c
          WHERE c.town_id = v.town_id AND c.id = v.id AND c.state = 'bot' FOR NO KEY UPDATE SKIP LOCKED;
        IF FOUND AND is_idle(v.town_id, v.id, v_before) THEN
            PERFORM move_conversation(v.town_id, v.id, NULL, ARRAY['bot'], 0, 'closed', 0, 0, '', false, NULL,
                                      interval '1 minute', 0, NULL, 'system', NULL, p_reason, p_body, true, NULL);
            v_closed := v_closed + 1;
        END IF;
    END LOOP;
    RETURN v_closed;
END $$;
-- +goose StatementEnd

-- is_idle says whether nothing was said in a conversation since a moment, and no
-- answer is owed.
-- +goose StatementBegin
CREATE FUNCTION is_idle(p_town bigint, p_conversation uuid, p_before timestamptz) RETURNS boolean
LANGUAGE sql AS $$
    SELECT NOT EXISTS (SELECT FROM turn t WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.done_at IS NULL)
       AND coalesce((SELECT e.at < p_before FROM event e WHERE e.town_id = p_town AND e.conversation_id = p_conversation
                      ORDER BY e.seq DESC LIMIT 1), false)
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION close_idle;
DROP FUNCTION is_idle;
DROP FUNCTION see_alarm;
DROP INDEX conversation_bot;
DROP INDEX conversation_alarmed;
