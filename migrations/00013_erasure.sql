-- Whoever has written to us may ask for it to be forgotten. The words go, the
-- numbers stay: a log without its lines would look like lost messages, and the
-- reports count what happened and not what was said.

-- +goose Up
-- The log stays append-only, but for one way: the body of an event may become the
-- mark of an erasure, nothing else of it may change, and only while
-- erase_conversation runs, which is what the setting says. A trigger function of
-- its own, so that the audit log, which shares the old one, has no such way.
-- +goose StatementBegin
CREATE FUNCTION event_changes_by_erasure_alone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('caterina.erasing', true) = 'on'
        AND (NEW.town_id, NEW.conversation_id, NEW.seq, NEW.cseq, NEW.kind, NEW.actor, NEW.epoch, NEW.client_id, NEW.at)
            IS NOT DISTINCT FROM
            (OLD.town_id, OLD.conversation_id, OLD.seq, OLD.cseq, OLD.kind, OLD.actor, OLD.epoch, OLD.client_id, OLD.at)
        AND NEW.body ->> 'text' = '' AND NEW.body ->> 'erased' = 'true' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the event log is append-only' USING ERRCODE = 'CAT04';
END $$;
-- +goose StatementEnd
DROP TRIGGER event_no_change ON event;
CREATE TRIGGER event_no_change BEFORE UPDATE ON event
    FOR EACH ROW EXECUTE FUNCTION event_changes_by_erasure_alone();
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_is_append_only();

-- erased_body is what is left of an event. Of a change of hands that is who had
-- the conversation then, for the reports; the reason of an end may be in an
-- operator's own words.
-- +goose StatementBegin
CREATE FUNCTION erased_body(p_kind text, p_body json) RETURNS json
LANGUAGE sql IMMUTABLE AS $$
    SELECT json_strip_nulls(json_build_object(
        'text', '', 'erased', true,
        'state', CASE WHEN p_kind = 'state' THEN p_body ->> 'state' END,
        'owner', CASE WHEN p_kind = 'state' THEN p_body ->> 'owner' END,
        'queue', CASE WHEN p_kind = 'state' THEN p_body ->> 'queue' END,
        'reason', CASE WHEN p_kind <> 'state' THEN NULL
                       WHEN p_body ->> 'state' = 'closed' AND p_body ->> 'reason' <> 'erased' THEN 'closed'
                       ELSE p_body ->> 'reason' END))
$$;
-- +goose StatementEnd

-- erase_conversation blanks what was said in a conversation, by whomever and to
-- whomever, forgets what hangs on it, and writes the one event that tells of it.
-- The epoch is raised: an answer that was being worked out from the old words is
-- refused, and what it owed is void. With nothing said since the last time, it
-- returns that event again.
--
-- Raises CAT02 (no such conversation) and CAT06 (held: a person has it, or is
-- being asked; wrong_state: somebody waits, the caller has to end that first).
-- +goose StatementBegin
CREATE FUNCTION erase_conversation(
    p_town bigint, p_conversation uuid, p_actor text, p_body json,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz, OUT o_body json, OUT o_dup boolean)
LANGUAGE plpgsql SET caterina.erasing = 'on' AS $$
DECLARE
    v       conversation;
    v_event record;
BEGIN
    SELECT c.* INTO v FROM conversation c WHERE c.town_id = p_town AND c.id = p_conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    ELSIF v.owner_id IS NOT NULL THEN
        PERFORM overtaken(v, 'held');
    ELSIF v.state NOT IN ('bot', 'closed') THEN
        PERFORM overtaken(v, 'wrong_state');
    END IF;
    DELETE FROM draft d WHERE d.town_id = p_town AND d.conversation_id = p_conversation;
    SELECT e.seq, e.cseq, e.epoch, e.at, e.body, true INTO o_seq, o_cseq, o_epoch, o_at, o_body, o_dup
      FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation AND e.seq = v.last_seq
       AND e.kind = 'state' AND e.body ->> 'reason' = 'erased'
       AND NOT EXISTS (SELECT FROM event b
                        WHERE b.town_id = p_town AND b.conversation_id = p_conversation AND b.seq < v.last_seq
                          AND b.body ->> 'erased' IS DISTINCT FROM 'true');
    IF FOUND THEN
        RETURN;
    END IF;

    UPDATE event e SET body = erased_body(e.kind, e.body)
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation;
    UPDATE turn t
       SET trace = NULL, outcome = coalesce(t.outcome, 'void'), done_at = coalesce(t.done_at, clock_timestamp()),
           lease_owner = CASE WHEN t.done_at IS NOT NULL THEN t.lease_owner END
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation;
    UPDATE callback b
       SET name = '', contact = '', preferred = 'any', text = '', ended_at = coalesce(b.ended_at, clock_timestamp()),
           state = CASE WHEN b.state IN ('open', 'taken') THEN 'void' ELSE b.state END -- nobody could be called
     WHERE b.town_id = p_town AND b.conversation_id = p_conversation;
    UPDATE mail_copy m SET address = NULL WHERE m.town_id = p_town AND m.conversation_id = p_conversation;
    UPDATE rating r SET text = '' WHERE r.town_id = p_town AND r.conversation_id = p_conversation;
    -- A question that only this conversation has asked, and nobody has decided.
    DELETE FROM lesson l
     WHERE l.town_id = p_town AND l.conversation_id = p_conversation AND l.state = 'open' AND l.times = 1;
    UPDATE lesson l SET conversation_id = NULL, seq = NULL
     WHERE l.town_id = p_town AND l.conversation_id = p_conversation;
    UPDATE conversation c
       SET epoch = c.epoch + 1, page = NULL, crisis = NULL, alarmed_at = NULL, priority = 0,
           close_reason = CASE WHEN c.close_reason ~ '^[a-z_]+$' THEN c.close_reason WHEN c.state = 'closed' THEN 'closed' END
     WHERE c.town_id = p_town AND c.id = p_conversation;
    o_body := (p_body::jsonb || jsonb_build_object('state', v.state, 'owner', v.state, 'reason', 'erased'))::json;
    v_event := append_event(p_town, p_conversation, NULL, p_actor, 'state', false, 'erase:' || v.last_seq, o_body);
    o_seq := v_event.o_seq; o_cseq := v_event.o_cseq; o_epoch := v_event.o_epoch; o_at := v_event.o_at; o_dup := false;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION erase_conversation;
DROP FUNCTION erased_body;
DROP TRIGGER event_no_delete ON event;
DROP TRIGGER event_no_change ON event;
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_is_append_only();
DROP FUNCTION event_changes_by_erasure_alone;
