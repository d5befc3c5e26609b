-- Answers that a person approves before the citizen reads them. Such an answer is
-- an event that only staff see; its turn stays open until somebody decides, or
-- the time is over. So what the citizen writes meanwhile joins the turn, as it
-- does while the bot is at work, and a killed process loses nothing.

-- +goose Up
-- A row: in this town answers are to be approved.
CREATE TABLE approving (
    town_id     bigint      PRIMARY KEY REFERENCES town,
    operator_id bigint      NOT NULL REFERENCES operator, -- who switched it on
    at          timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The answer waits while nobody runs its turn and nothing came after what it
-- answers. A newer message raises upto, and that alone makes it void.
ALTER TABLE turn
    ADD COLUMN pending_seq   bigint, -- of the event that holds the answer
    ADD COLUMN pending_upto  bigint, -- upto as it was then
    ADD COLUMN pending_until timestamptz;

-- hold_turn stores an answer for approval: the event that staff see, the
-- sentence for the citizen, once a turn, and the turn's wait. It is fenced as
-- complete_turn is, and raises the same conditions. The sweepers have the turn
-- again when, half a minute after its time, nobody has seen to it.
-- +goose StatementBegin
CREATE FUNCTION hold_turn(
    p_town bigint, p_conversation uuid, p_turn bigint, p_owner text, p_attempt integer,
    p_epoch integer, p_upto bigint, p_body json, p_said json, p_trace json, p_lang text, p_within interval,
    OUT o_seq bigint, OUT o_at timestamptz, OUT o_said_seq bigint, OUT o_said_cseq bigint, OUT o_said_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_said  record;
    v_event record;
BEGIN
    v_said := append_event(p_town, p_conversation, p_epoch, 'system', 'message', false, 'check:' || p_turn, p_said);
    IF NOT v_said.o_dup THEN
        o_said_seq := v_said.o_seq; o_said_cseq := v_said.o_cseq; o_said_at := v_said.o_at;
    END IF;
    v_event := append_event(p_town, p_conversation, p_epoch, 'bot', 'pending', true, NULL, p_body);
    o_seq := v_event.o_seq; o_at := v_event.o_at;
    UPDATE turn t
       SET lease_owner = NULL, attempts = 0, due_at = clock_timestamp() + p_within + interval '30 seconds', trace = p_trace,
           pending_seq = o_seq, pending_upto = t.upto, pending_until = clock_timestamp() + p_within
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn
       AND t.done_at IS NULL AND t.lease_owner = p_owner AND t.attempts = p_attempt AND t.upto = p_upto;
    IF NOT FOUND OR v_event.o_state <> 'bot' THEN
        RAISE EXCEPTION 'the turn is not to be answered by this run' USING ERRCODE = 'CAT05';
    END IF;
    IF p_lang IS NOT NULL THEN
        UPDATE conversation c SET lang = p_lang WHERE c.town_id = p_town AND c.id = p_conversation;
    END IF;
END $$;
-- +goose StatementEnd

-- end_pending ends the turn of an answer that waits, if it still does, under the
-- conversation's lock, and returns the turn. p_epoch is what the caller saw.
-- +goose StatementBegin
CREATE FUNCTION end_pending(
    p_town bigint, p_conversation uuid, p_epoch integer, p_pending bigint, p_outcome text, OUT o_turn bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v conversation;
BEGIN
    SELECT c.* INTO v FROM conversation c WHERE c.town_id = p_town AND c.id = p_conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    ELSIF v.state = 'closed' THEN
        PERFORM overtaken(v, 'closed');
    ELSIF v.epoch <> p_epoch THEN
        PERFORM overtaken(v, 'stale_epoch');
    ELSIF v.state <> 'bot' THEN
        PERFORM overtaken(v, 'wrong_state');
    END IF;
    UPDATE turn t SET done_at = clock_timestamp(), outcome = p_outcome
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.done_at IS NULL AND t.lease_owner IS NULL
       AND t.pending_seq = p_pending AND t.pending_upto = t.upto
       AND EXISTS (SELECT FROM event e WHERE e.town_id = p_town AND e.conversation_id = p_conversation
                      AND e.seq = p_pending AND e.body ->> 'text' <> '') -- of an erased one nothing is left
    RETURNING t.turn INTO o_turn;
    IF NOT FOUND THEN
        PERFORM overtaken(v, 'not_pending');
    END IF;
END $$;
-- +goose StatementEnd

-- answer_pending lets the citizen read an answer that waited. p_operator says who
-- decided, 0 when nobody is there to decide. As it was written it is the bot's,
-- and a note says who let it pass; changed (p_changed), it is the operator's own.
-- The same p_client_id again is the same deed.
--
-- Raises CAT02 (no such conversation) and CAT06 (too late).
-- +goose StatementBegin
CREATE FUNCTION answer_pending(
    p_town bigint, p_conversation uuid, p_operator bigint, p_epoch integer, p_pending bigint,
    p_client_id text, p_changed boolean, p_body json, p_outcome text, p_note json,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz,
    OUT o_body json, OUT o_actor text, OUT o_kind text, OUT o_dup boolean)
LANGUAGE plpgsql AS $$
DECLARE
    v       conversation;
    v_actor text := 'operator:' || p_operator;
    v_turn  bigint;
    v_event record;
BEGIN
    SELECT c.* INTO v FROM conversation c WHERE c.town_id = p_town AND c.id = p_conversation FOR NO KEY UPDATE;
    IF p_operator <> 0 THEN
        SELECT e.seq, e.cseq, e.epoch, e.at, e.body, e.actor, e.kind, true
          INTO o_seq, o_cseq, o_epoch, o_at, o_body, o_actor, o_kind, o_dup
          FROM event e
         WHERE e.town_id = p_town AND e.conversation_id = p_conversation AND e.actor = v_actor AND e.client_id = p_client_id;
        IF FOUND THEN
            RETURN;
        ELSIF v.id IS NOT NULL AND NOT is_staff(p_town, p_operator) THEN
            PERFORM overtaken(v, 'not_staff');
        END IF;
    END IF;
    v_turn := end_pending(p_town, p_conversation, p_epoch, p_pending, p_outcome);
    o_actor := CASE WHEN p_changed THEN v_actor ELSE 'bot' END;
    v_event := append_event(p_town, p_conversation, p_epoch, o_actor, 'message', false,
                            CASE WHEN p_changed THEN p_client_id ELSE 'turn:' || v_turn END, p_body);
    o_seq := v_event.o_seq; o_cseq := v_event.o_cseq; o_epoch := v_event.o_epoch; o_at := v_event.o_at;
    o_body := p_body; o_kind := 'message'; o_dup := false;
    IF p_operator <> 0 AND NOT p_changed THEN
        PERFORM append_event(p_town, p_conversation, p_epoch, v_actor, 'note', true, p_client_id, p_note);
    END IF;
END $$;
-- +goose StatementEnd

-- Whoever takes the conversation, or gives it to others, takes it with the
-- question: what the bot would have answered is void. Only changes of hands set
-- the epoch, so messages never come here.
-- +goose StatementBegin
CREATE FUNCTION void_pending() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE turn t SET done_at = clock_timestamp(), outcome = 'void'
     WHERE t.town_id = NEW.town_id AND t.conversation_id = NEW.id AND t.done_at IS NULL
       AND t.lease_owner IS NULL AND t.pending_upto = t.upto;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER conversation_moved AFTER UPDATE OF epoch ON conversation
    FOR EACH ROW WHEN (OLD.epoch <> NEW.epoch) EXECUTE FUNCTION void_pending();

-- +goose Down
DROP TRIGGER conversation_moved ON conversation;
DROP FUNCTION void_pending;
DROP FUNCTION answer_pending;
DROP FUNCTION end_pending;
DROP FUNCTION hold_turn;
ALTER TABLE turn DROP COLUMN pending_until, DROP COLUMN pending_upto, DROP COLUMN pending_seq;
DROP TABLE approving;
