-- What people see to: danger that nobody has looked at, conversations that nobody
-- writes in any more, questions while a call is promised.

-- +goose Up
-- Since when somebody may be in danger and no person has looked. It holds in
-- every state: with nobody on duty the assistant keeps the conversation, and the
-- staff are to know of it all the same. Messages do not touch it.
ALTER TABLE conversation ADD COLUMN alarmed_at timestamptz;
CREATE INDEX conversation_alarmed ON conversation (town_id, alarmed_at) WHERE alarmed_at IS NOT NULL;

-- Whom nobody but the assistant has: those are closed when they fall silent, so
-- that they are few, and the index is short.
CREATE INDEX conversation_bot ON conversation (created_at) WHERE state = 'bot';

-- Who takes a conversation has seen it; of one that is over, or erased, there is
-- nothing to see.
-- +goose StatementBegin
CREATE FUNCTION alarm_ends() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.alarmed_at := NULL;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER conversation_alarm_ends BEFORE UPDATE OF state, owner_id, crisis ON conversation
    FOR EACH ROW WHEN (NEW.alarmed_at IS NOT NULL AND (NEW.crisis IS NULL OR NEW.state = 'closed'
        OR NEW.state = 'assigned' AND (OLD.state <> 'assigned' OR OLD.owner_id <> NEW.owner_id)))
    EXECUTE FUNCTION alarm_ends();

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

-- complete_turn as before, and: danger raises the alarm; and the bot may answer
-- while a call is promised, to whom it was asked to.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION complete_turn(
    p_town bigint, p_conversation uuid, p_turn bigint, p_owner text, p_attempt integer,
    p_epoch integer, p_upto bigint, p_actor text, p_body json, p_outcome text, p_trace json,
    p_crisis text, p_lang text,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_event record;
    v_state text;
BEGIN
    IF p_body IS NOT NULL THEN
        v_event := append_event(p_town, p_conversation, p_epoch, p_actor, 'message', false, 'turn:' || p_turn, p_body);
        o_seq := v_event.o_seq; o_cseq := v_event.o_cseq; o_at := v_event.o_at; v_state := v_event.o_state;
    ELSE
        SELECT c.state INTO v_state FROM conversation c
         WHERE c.town_id = p_town AND c.id = p_conversation AND c.epoch = p_epoch FOR NO KEY UPDATE;
    END IF;
    UPDATE turn t SET done_at = clock_timestamp(), outcome = p_outcome, trace = p_trace
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn
       AND t.done_at IS NULL AND t.lease_owner = p_owner AND t.attempts = p_attempt AND t.upto = p_upto;
    IF NOT FOUND OR v_state IS NULL OR v_state = 'closed' OR p_actor = 'bot' AND v_state NOT IN ('bot', 'callback')
        OR p_actor <> 'bot' AND v_state = 'bot' THEN
        RAISE EXCEPTION 'the turn is not to be answered by this run' USING ERRCODE = 'CAT05';
    END IF;
    IF p_crisis IS NOT NULL OR p_lang IS NOT NULL THEN
        UPDATE conversation c
           SET crisis = coalesce(p_crisis, c.crisis), lang = coalesce(p_lang, c.lang),
               priority = CASE WHEN p_crisis IS NULL THEN c.priority ELSE 9 END,
               alarmed_at = CASE WHEN p_crisis IS NULL THEN c.alarmed_at ELSE coalesce(c.alarmed_at, clock_timestamp()) END
         WHERE c.town_id = p_town AND c.id = p_conversation;
    END IF;
END $$;
-- +goose StatementEnd

-- staff_message as before, and: whoever answers has seen the alarm.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION staff_message(
    p_town bigint, p_conversation uuid, p_operator bigint, p_epoch integer, p_client_id text, p_body json, p_note boolean,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz, OUT o_body json, OUT o_dup boolean,
    OUT o_kind text)
LANGUAGE plpgsql AS $$
DECLARE
    v       conversation;
    v_actor text := 'operator:' || p_operator;
    v_event record;
BEGIN
    SELECT c.* INTO v FROM conversation c WHERE c.town_id = p_town AND c.id = p_conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    END IF;
    SELECT e.seq, e.cseq, e.epoch, e.at, e.body, true, e.kind INTO o_seq, o_cseq, o_epoch, o_at, o_body, o_dup, o_kind
      FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation AND e.actor = v_actor AND e.client_id = p_client_id;
    IF FOUND THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM member m JOIN operator o ON o.id = m.operator_id
                    WHERE m.town_id = p_town AND m.operator_id = p_operator AND o.disabled_at IS NULL) THEN
        PERFORM overtaken(v, 'not_staff');
    ELSIF NOT p_note THEN
        IF v.state = 'closed' THEN
            PERFORM overtaken(v, 'closed');
        ELSIF v.epoch <> p_epoch THEN
            PERFORM overtaken(v, 'stale_epoch');
        ELSIF v.state NOT IN ('assigned', 'snoozed') OR v.owner_id <> p_operator THEN
            PERFORM overtaken(v, 'not_owner');
        END IF;
        UPDATE conversation c SET waiting_since = NULL, alarmed_at = NULL, answered_at = coalesce(c.answered_at, clock_timestamp())
         WHERE c.town_id = p_town AND c.id = p_conversation;
    END IF;
    o_kind := CASE WHEN p_note THEN 'note' ELSE 'message' END;
    v_event := append_event(p_town, p_conversation, NULL, v_actor, o_kind, p_note, p_client_id, p_body);
    o_seq := v_event.o_seq; o_cseq := CASE WHEN p_note THEN NULL ELSE v_event.o_cseq END;
    o_epoch := v_event.o_epoch; o_at := v_event.o_at; o_dup := false;
END $$;
-- +goose StatementEnd

-- inbox_row as before, and the alarm.
CREATE OR REPLACE VIEW inbox_row AS
SELECT c.town_id, c.id, c.channel::text AS channel, c.state::text AS state, c.lang, c.epoch, c.last_seq, c.last_cseq,
       c.priority::smallint AS priority,
       coalesce(c.owner_id, 0) AS owner_id, coalesce(o.name, '') AS owner_name,
       coalesce(c.former_id, 0) AS former_id, coalesce(f.name, '') AS former_name,
       coalesce(c.transfer_to, 0) AS transfer_to, coalesce(t.name, '') AS transfer_name,
       coalesce(c.queue, '') AS queue, coalesce(c.crisis, '') AS crisis,
       coalesce(c.close_reason, '') AS close_reason, coalesce(c.page, '') AS page,
       c.queued_at, c.offered_until, c.transfer_until, c.snoozed_until, c.waiting_since, c.citizen_at,
       c.created_at, c.closed_at,
       coalesce((SELECT left(e.body ->> 'text', 200) FROM event e
                  WHERE e.town_id = c.town_id AND e.conversation_id = c.id
                    AND e.kind = 'message' AND e.actor = 'citizen'
                  ORDER BY coalesce(e.body ->> 'choice', '') IN ('person', 'assistant'), e.seq DESC LIMIT 1), '')::text AS preview,
       c.alarmed_at
  FROM conversation c
  LEFT JOIN operator o ON o.id = c.owner_id
  LEFT JOIN operator f ON f.id = c.former_id
  LEFT JOIN operator t ON t.id = c.transfer_to;

-- +goose Down
DROP VIEW inbox_row;
CREATE VIEW inbox_row AS
SELECT c.town_id, c.id, c.channel::text AS channel, c.state::text AS state, c.lang, c.epoch, c.last_seq, c.last_cseq,
       c.priority::smallint AS priority,
       coalesce(c.owner_id, 0) AS owner_id, coalesce(o.name, '') AS owner_name,
       coalesce(c.former_id, 0) AS former_id, coalesce(f.name, '') AS former_name,
       coalesce(c.transfer_to, 0) AS transfer_to, coalesce(t.name, '') AS transfer_name,
       coalesce(c.queue, '') AS queue, coalesce(c.crisis, '') AS crisis,
       coalesce(c.close_reason, '') AS close_reason, coalesce(c.page, '') AS page,
       c.queued_at, c.offered_until, c.transfer_until, c.snoozed_until, c.waiting_since, c.citizen_at,
       c.created_at, c.closed_at,
       coalesce((SELECT left(e.body ->> 'text', 200) FROM event e
                  WHERE e.town_id = c.town_id AND e.conversation_id = c.id
                    AND e.kind = 'message' AND e.actor = 'citizen'
                  ORDER BY coalesce(e.body ->> 'choice', '') IN ('person', 'assistant'), e.seq DESC LIMIT 1), '')::text AS preview
  FROM conversation c
  LEFT JOIN operator o ON o.id = c.owner_id
  LEFT JOIN operator f ON f.id = c.former_id
  LEFT JOIN operator t ON t.id = c.transfer_to;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION staff_message(
    p_town bigint, p_conversation uuid, p_operator bigint, p_epoch integer, p_client_id text, p_body json, p_note boolean,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz, OUT o_body json, OUT o_dup boolean,
    OUT o_kind text)
LANGUAGE plpgsql AS $$
DECLARE
    v       conversation;
    v_actor text := 'operator:' || p_operator;
    v_event record;
BEGIN
    SELECT c.* INTO v FROM conversation c WHERE c.town_id = p_town AND c.id = p_conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    END IF;
    SELECT e.seq, e.cseq, e.epoch, e.at, e.body, true, e.kind INTO o_seq, o_cseq, o_epoch, o_at, o_body, o_dup, o_kind
      FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation AND e.actor = v_actor AND e.client_id = p_client_id;
    IF FOUND THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM member m JOIN operator o ON o.id = m.operator_id
                    WHERE m.town_id = p_town AND m.operator_id = p_operator AND o.disabled_at IS NULL) THEN
        PERFORM overtaken(v, 'not_staff');
    ELSIF NOT p_note THEN
        IF v.state = 'closed' THEN
            PERFORM overtaken(v, 'closed');
        ELSIF v.epoch <> p_epoch THEN
            PERFORM overtaken(v, 'stale_epoch');
        ELSIF v.state NOT IN ('assigned', 'snoozed') OR v.owner_id <> p_operator THEN
            PERFORM overtaken(v, 'not_owner');
        END IF;
        UPDATE conversation c SET waiting_since = NULL, answered_at = coalesce(c.answered_at, clock_timestamp())
         WHERE c.town_id = p_town AND c.id = p_conversation;
    END IF;
    o_kind := CASE WHEN p_note THEN 'note' ELSE 'message' END;
    v_event := append_event(p_town, p_conversation, NULL, v_actor, o_kind, p_note, p_client_id, p_body);
    o_seq := v_event.o_seq; o_cseq := CASE WHEN p_note THEN NULL ELSE v_event.o_cseq END;
    o_epoch := v_event.o_epoch; o_at := v_event.o_at; o_dup := false;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION complete_turn(
    p_town bigint, p_conversation uuid, p_turn bigint, p_owner text, p_attempt integer,
    p_epoch integer, p_upto bigint, p_actor text, p_body json, p_outcome text, p_trace json,
    p_crisis text, p_lang text,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_event record;
    v_state text;
BEGIN
    IF p_body IS NOT NULL THEN
        v_event := append_event(p_town, p_conversation, p_epoch, p_actor, 'message', false, 'turn:' || p_turn, p_body);
        o_seq := v_event.o_seq; o_cseq := v_event.o_cseq; o_at := v_event.o_at; v_state := v_event.o_state;
    ELSE
        SELECT c.state INTO v_state FROM conversation c
         WHERE c.town_id = p_town AND c.id = p_conversation AND c.epoch = p_epoch FOR NO KEY UPDATE;
    END IF;
    UPDATE turn t SET done_at = clock_timestamp(), outcome = p_outcome, trace = p_trace
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn
       AND t.done_at IS NULL AND t.lease_owner = p_owner AND t.attempts = p_attempt AND t.upto = p_upto;
    IF NOT FOUND OR v_state IS NULL OR v_state = 'closed' OR (v_state = 'bot') <> (p_actor = 'bot') THEN
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
DROP FUNCTION close_idle;
DROP FUNCTION is_idle;
DROP FUNCTION see_alarm;
DROP TRIGGER conversation_alarm_ends ON conversation;
DROP FUNCTION alarm_ends;
DROP INDEX conversation_bot;
DROP INDEX conversation_alarmed;
ALTER TABLE conversation DROP COLUMN alarmed_at;
