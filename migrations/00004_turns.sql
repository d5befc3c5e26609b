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
    trace           json,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, conversation_id, turn)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX turn_one_open ON turn (town_id, conversation_id) WHERE done_at IS NULL;

-- receive_message stores a citizen's message. When the bot owns the
-- conversation, a turn is opened for it, or it is added to the open one, and
-- that turn is leased to p_owner if nobody runs it: then o_turn is its number
-- and the arrays are what it answers and what was said before. With p_owner NULL
-- it is left to the sweepers.
--
-- Raises CAT02 (no such conversation) and CAT03 (the conversation is closed).
-- +goose StatementBegin
CREATE FUNCTION receive_message(
    p_town bigint, p_conversation uuid, p_client_id text, p_body json,
    p_owner text, p_ttl interval, p_history integer,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz,
    OUT o_body json, OUT o_dup boolean, OUT o_turn_due boolean,
    OUT o_turn bigint, OUT o_attempt integer, OUT o_lang text,
    OUT o_input_seqs bigint[], OUT o_inputs json[], OUT o_actors text[], OUT o_history json[])
LANGUAGE plpgsql AS $$
DECLARE
    v_event record;
    v_owner text;
BEGIN
    -- An assignment and not a SELECT: it costs no plan and no tuple store.
    v_event := append_event(p_town, p_conversation, NULL, 'citizen', 'message', false, p_client_id, p_body);
    o_seq := v_event.o_seq; o_cseq := v_event.o_cseq; o_epoch := v_event.o_epoch;
    o_at := v_event.o_at; o_body := v_event.o_body; o_dup := v_event.o_dup;
    IF o_dup THEN
        o_turn_due := EXISTS (SELECT FROM turn t
            WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.done_at IS NULL);
        RETURN;
    ELSIF v_event.o_state = 'closed' THEN
        RAISE EXCEPTION 'the conversation is closed' USING ERRCODE = 'CAT03';
    ELSIF v_event.o_state <> 'bot' THEN
        o_turn_due := false;
        RETURN;
    END IF;

    o_turn_due := true;
    INSERT INTO turn AS t (town_id, conversation_id, turn, upto, lease_owner, attempts, due_at)
    VALUES (p_town, p_conversation, o_seq, o_seq, p_owner,
            CASE WHEN p_owner IS NULL THEN 0 ELSE 1 END, clock_timestamp() + p_ttl)
    ON CONFLICT (town_id, conversation_id) WHERE done_at IS NULL DO UPDATE SET upto = excluded.upto
    RETURNING t.turn, t.attempts, t.lease_owner INTO o_turn, o_attempt, v_owner;
    IF v_owner IS DISTINCT FROM p_owner THEN -- it was open before
        UPDATE turn t SET lease_owner = p_owner, attempts = t.attempts + 1, due_at = clock_timestamp() + p_ttl
         WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = o_turn
           AND p_owner IS NOT NULL AND (t.attempts = 0 OR t.due_at <= clock_timestamp())
        RETURNING t.turn, t.attempts INTO o_turn, o_attempt;
    END IF;
    IF o_turn IS NULL OR p_owner IS NULL THEN -- somebody else runs it
        o_turn := NULL;
        RETURN;
    END IF;
    o_lang := v_event.o_lang;
    IF o_turn = o_seq THEN
        o_input_seqs := ARRAY[o_seq];
        o_inputs := ARRAY[p_body];
    ELSE
        SELECT array_agg(e.seq ORDER BY e.seq), array_agg(e.body ORDER BY e.seq) INTO o_input_seqs, o_inputs
          FROM event e
         WHERE e.town_id = p_town AND e.conversation_id = p_conversation
           AND e.seq >= o_turn AND e.kind = 'message' AND e.actor = 'citizen';
    END IF;
    SELECT array_agg(h.actor ORDER BY h.seq), array_agg(h.body ORDER BY h.seq) INTO o_actors, o_history
      FROM (SELECT e.seq, e.actor, e.body FROM event e
             WHERE e.town_id = p_town AND e.conversation_id = p_conversation
               AND e.seq < o_turn AND e.kind = 'message' AND e.cseq IS NOT NULL
             ORDER BY e.seq DESC LIMIT p_history) h;
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
    p_epoch integer, p_upto bigint, p_body json, p_outcome text, p_trace json,
    p_crisis text, p_lang text,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_event record;
BEGIN
    v_event := append_event(p_town, p_conversation, p_epoch, 'bot', 'message', false, 'turn:' || p_turn, p_body);
    o_seq := v_event.o_seq; o_cseq := v_event.o_cseq; o_at := v_event.o_at;
    UPDATE turn t SET done_at = clock_timestamp(), outcome = p_outcome, trace = p_trace
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn
       AND t.done_at IS NULL AND t.lease_owner = p_owner AND t.attempts = p_attempt AND t.upto = p_upto;
    IF NOT FOUND OR v_event.o_state <> 'bot' THEN
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
    OUT o_status text, OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz, OUT o_body json)
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
