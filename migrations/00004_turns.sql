-- A turn is the bot's debt: citizen's messages that wait for one answer. It is
-- a row, so that a killed process loses nothing: another one runs it again.

-- +goose Up
-- due_at is in no index, so that taking a lease touches none. Open turns are few,
-- and the index of them is short: the sweeper reads it whole. No foreign key to
-- the conversation: receive_message holds its row locked.
CREATE TABLE turn (
    town_id         bigint      NOT NULL,
    conversation_id uuid        NOT NULL,
    turn            bigint      NOT NULL,           -- seq of the first message it answers
    upto            bigint      NOT NULL,           -- seq of the last one so far
    attempts        integer     NOT NULL DEFAULT 0, -- with lease_owner the fencing token of whoever runs it
    lease_owner     text,                           -- who runs it; NULL when nobody does
    due_at          timestamptz NOT NULL,           -- when the sweeper may run it: end of the lease, or time of the next try
    done_at         timestamptz,                    -- NULL while the answer is owed
    outcome         text,                           -- of the answer; void when there was none
    trace           jsonb,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, conversation_id, turn)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX turn_one_open ON turn (town_id, conversation_id) WHERE done_at IS NULL;

-- receive_message stores a citizen's message and, when the bot owns the
-- conversation, opens a turn for it or adds it to the open one. The process
-- that received it runs the turn at once; p_grace is how long the sweeper of
-- any process leaves a new turn to it.
--
-- Raises CAT02 (no such conversation) and CAT03 (the conversation is closed).
-- +goose StatementBegin
CREATE FUNCTION receive_message(
    p_town bigint, p_conversation uuid, p_client_id text, p_body jsonb, p_grace interval,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz,
    OUT o_body jsonb, OUT o_dup boolean, OUT o_turn_due boolean)
LANGUAGE plpgsql AS $$
DECLARE
    v_state text;
BEGIN
    SELECT a.o_seq, a.o_cseq, a.o_epoch, a.o_at, a.o_body, a.o_dup, a.o_state
      INTO o_seq, o_cseq, o_epoch, o_at, o_body, o_dup, v_state
      FROM append_event(p_town, p_conversation, NULL, 'citizen', 'message', false, p_client_id, p_body) a;
    IF o_dup THEN
        o_turn_due := EXISTS (SELECT FROM turn t
            WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.done_at IS NULL);
    ELSIF v_state = 'bot' THEN
        o_turn_due := true;
        INSERT INTO turn (town_id, conversation_id, turn, upto, due_at)
        VALUES (p_town, p_conversation, o_seq, o_seq, clock_timestamp() + p_grace)
        ON CONFLICT (town_id, conversation_id) WHERE done_at IS NULL DO UPDATE SET upto = excluded.upto;
    ELSIF v_state = 'closed' THEN
        RAISE EXCEPTION 'the conversation is closed' USING ERRCODE = 'CAT03';
    ELSE
        o_turn_due := false;
    END IF;
END $$;
-- +goose StatementEnd

-- complete_turn stores the answer and closes the turn, if p_owner still has it
-- and nothing has happened since: no newer message, no other owner of the
-- conversation. Otherwise it raises CAT01 or CAT05 and stores nothing; then
-- settle_turn says why. It locks the conversation first and the turn second, as
-- receive_message does, so a message is either among those answered or makes
-- the turn run again.
-- +goose StatementBegin
CREATE FUNCTION complete_turn(
    p_town bigint, p_conversation uuid, p_turn bigint, p_owner text, p_attempt integer,
    p_epoch integer, p_upto bigint, p_body jsonb, p_outcome text, p_trace jsonb,
    p_crisis text, p_lang text,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_state text;
BEGIN
    SELECT a.o_seq, a.o_cseq, a.o_at, a.o_state INTO o_seq, o_cseq, o_at, v_state
      FROM append_event(p_town, p_conversation, p_epoch, 'bot', 'message', false, 'turn:' || p_turn, p_body) a;
    UPDATE turn t SET done_at = clock_timestamp(), outcome = p_outcome, trace = p_trace
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn
       AND t.done_at IS NULL AND t.lease_owner = p_owner AND t.attempts = p_attempt AND t.upto = p_upto;
    IF NOT FOUND OR v_state <> 'bot' THEN
        RAISE EXCEPTION 'the turn is not to be answered by this run' USING ERRCODE = 'CAT05';
    END IF;
    IF p_crisis IS NOT NULL OR p_lang IS NOT NULL THEN
        UPDATE conversation c
           SET crisis = coalesce(p_crisis, c.crisis), lang = coalesce(p_lang, c.lang),
               priority = CASE WHEN p_crisis IS NULL THEN c.priority ELSE 9 END
         WHERE c.town_id = p_town AND c.id = p_conversation;
    END IF;
END $$;
-- +goose StatementEnd

-- settle_turn says why complete_turn refused, and sets the turn right:
--   done   this same run had stored its answer before; the event is that one
--   newer  messages came after p_upto: the turn is free again, to be answered with them
--   stale  the conversation has had another owner since: the turn is free again,
--          or void when the bot does not own the conversation any more
--   lost   another run has the turn, or has answered it
-- +goose StatementBegin
CREATE FUNCTION settle_turn(
    p_town bigint, p_conversation uuid, p_turn bigint, p_owner text, p_attempt integer, p_epoch integer,
    OUT o_status text, OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz, OUT o_body jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_conversation conversation;
    v_turn         turn;
BEGIN
    SELECT c.* INTO v_conversation FROM conversation c
     WHERE c.town_id = p_town AND c.id = p_conversation FOR UPDATE;
    SELECT t.* INTO v_turn FROM turn t
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn FOR UPDATE;
    IF NOT FOUND OR v_turn.lease_owner IS DISTINCT FROM p_owner OR v_turn.attempts <> p_attempt THEN
        o_status := 'lost';
    ELSIF v_turn.done_at IS NOT NULL THEN
        SELECT e.seq, e.cseq, e.epoch, e.at, e.body INTO o_seq, o_cseq, o_epoch, o_at, o_body
          FROM event e
         WHERE e.town_id = p_town AND e.conversation_id = p_conversation
           AND e.actor = 'bot' AND e.client_id = 'turn:' || p_turn;
        o_status := CASE WHEN FOUND THEN 'done' ELSE 'lost' END;
    ELSIF v_conversation.state <> 'bot' THEN
        UPDATE turn t SET done_at = clock_timestamp(), outcome = 'void'
         WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn;
        o_status := 'stale';
    ELSE
        UPDATE turn t SET lease_owner = NULL, attempts = 0, due_at = clock_timestamp()
         WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn;
        o_status := CASE WHEN v_conversation.epoch <> p_epoch THEN 'stale' ELSE 'newer' END;
    END IF;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION settle_turn;
DROP FUNCTION complete_turn;
DROP FUNCTION receive_message;
DROP TABLE turn;
