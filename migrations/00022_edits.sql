-- What an operator has written can be put right for a quarter of an hour. The log
-- keeps both wordings: an edit is an event of its own.

-- +goose Up
-- edit_message stores the new words of a message of the operator's, if the
-- conversation is still theirs as they saw it. The event says which message it is:
-- "of" is its seq, "n" the number that citizens know. A repeated one is known by its
-- client id.
--
-- Raises CAT02 (no such conversation), CAT06 (too late, as staff_message) and CAT08
-- (no message of theirs, or one that is older).
-- +goose StatementBegin
CREATE FUNCTION edit_message(
    p_town bigint, p_conversation uuid, p_operator bigint, p_epoch integer, p_client_id text, p_seq bigint, p_body json,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz, OUT o_body json)
LANGUAGE plpgsql AS $$
DECLARE
    v       conversation;
    v_actor text := 'operator:' || p_operator;
    v_n     bigint;
    v_event record;
BEGIN
    SELECT c.* INTO v FROM conversation c WHERE c.town_id = p_town AND c.id = p_conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    END IF;
    SELECT e.seq, e.cseq, e.epoch, e.at, e.body INTO o_seq, o_cseq, o_epoch, o_at, o_body
      FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation AND e.actor = v_actor AND e.client_id = p_client_id
       AND e.kind = 'edit';
    IF FOUND THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM member m JOIN operator o ON o.id = m.operator_id
                    WHERE m.town_id = p_town AND m.operator_id = p_operator AND o.disabled_at IS NULL) THEN
        PERFORM overtaken(v, 'not_staff');
    ELSIF v.state = 'closed' THEN
        PERFORM overtaken(v, 'closed');
    ELSIF v.epoch <> p_epoch THEN
        PERFORM overtaken(v, 'stale_epoch');
    ELSIF v.state NOT IN ('assigned', 'snoozed') OR v.owner_id <> p_operator THEN
        PERFORM overtaken(v, 'not_owner');
    END IF;
    SELECT e.cseq INTO v_n FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation AND e.seq = p_seq
       AND e.actor = v_actor AND e.kind = 'message' AND e.cseq IS NOT NULL
       AND e.body ->> 'erased' IS NULL AND e.at > clock_timestamp() - interval '15 minutes';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the message cannot be put right' USING ERRCODE = 'CAT08';
    END IF;
    o_body := (p_body::jsonb || jsonb_build_object('of', p_seq, 'n', v_n))::json;
    v_event := append_event(p_town, p_conversation, NULL, v_actor, 'edit', false, p_client_id, o_body);
    o_seq := v_event.o_seq; o_cseq := v_event.o_cseq; o_epoch := v_event.o_epoch; o_at := v_event.o_at;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION edit_message;
