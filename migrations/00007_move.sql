-- What is done with conversations: one is opened, a citizen's message comes in,
-- the bot's turn is completed, a conversation changes hands, an operator writes.
-- Each is one function, so that it is one round trip and whole or not at all. The
-- lock order is everywhere: conversations, then members, then turns.

-- +goose Up
-- How long people wait, for the queue's median.
CREATE INDEX conversation_assigned ON conversation (town_id, queue, assigned_at) WHERE assigned_at IS NOT NULL;
-- An operator's last offers that came to nothing.
CREATE INDEX refusal_operator ON refusal (town_id, operator_id, at);

-- How each conversation stands with people.
CREATE VIEW held AS
SELECT c.town_id, c.id, c.channel::text AS channel, c.state::text AS state, c.lang, c.epoch, c.last_cseq,
       c.owner_id, coalesce(o.name, '')::text AS owner_name, c.former_id, coalesce(c.queue, '')::text AS queue,
       c.priority::integer AS priority, c.queued_at, c.offered_until, c.transfer_to, c.transfer_until, c.snoozed_until,
       c.entered_at
  FROM conversation c
  LEFT JOIN operator o ON o.id = c.owner_id;

-- open_session makes a conversation, the session that may use it, and its first
-- event, in one round trip.
-- +goose StatementBegin
CREATE FUNCTION open_session(
    p_town bigint, p_conversation uuid, p_channel text, p_chat text, p_lang text,
    p_token_sha256 bytea, p_greeting json, p_page text, OUT o_last_cseq bigint)
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversation (town_id, id, channel, chat, lang, page)
    VALUES (p_town, p_conversation, p_channel, p_chat, p_lang, p_page);
    INSERT INTO session (town_id, token_sha256, conversation_id)
    VALUES (p_town, p_token_sha256, p_conversation);
    SELECT a.o_cseq INTO o_last_cseq
      FROM append_event(p_town, p_conversation, 0, 'bot', 'message', false, 'greeting', p_greeting) a;
END $$;
-- +goose StatementEnd

-- receive_message stores a citizen's message, and opens a turn for it or adds it
-- to the open one. That turn is leased to p_owner if nobody runs it: then o_turn
-- is its number and the arrays are what it answers and what was said before: from
-- the bot's last message but one on, these two and the newest others, p_history
-- in all. So the card that was spoken of is there, however long people have
-- talked since.
-- With p_owner NULL it is left to the sweepers. In states other than bot the
-- bot may only speak aside; there the message also wakes a snoozed conversation,
-- whose time is made to be over.
--
-- Raises CAT02 (no such conversation) and CAT03 (the conversation is closed).
-- +goose StatementBegin
CREATE FUNCTION receive_message(
    p_town bigint, p_conversation uuid, p_client_id text, p_body json,
    p_owner text, p_ttl interval, p_history integer,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz,
    OUT o_body json, OUT o_dup boolean, OUT o_turn_due boolean, OUT o_state text, OUT o_queue text,
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
    o_at := v_event.o_at; o_body := v_event.o_body; o_dup := v_event.o_dup; o_state := v_event.o_state;
    IF o_dup THEN
        o_turn_due := EXISTS (SELECT FROM turn t
            WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.done_at IS NULL);
        RETURN;
    ELSIF o_state = 'closed' THEN
        RAISE EXCEPTION 'the conversation is closed' USING ERRCODE = 'CAT03';
    ELSIF o_state <> 'bot' THEN
        UPDATE conversation c
           SET waiting_since = coalesce(c.waiting_since, o_at), citizen_at = o_at,
               snoozed_until = CASE WHEN c.state = 'snoozed' THEN least(c.snoozed_until, o_at) END
         WHERE c.town_id = p_town AND c.id = p_conversation
        RETURNING c.queue INTO o_queue;
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
               AND e.seq >= coalesce((SELECT b.seq FROM event b
                   WHERE b.town_id = p_town AND b.conversation_id = p_conversation
                     AND b.seq < o_turn AND b.kind = 'message' AND b.actor = 'bot'
                   ORDER BY b.seq DESC OFFSET 1 LIMIT 1), 0)
             ORDER BY e.actor = 'bot' DESC, e.seq DESC LIMIT p_history) h;
END $$;
-- +goose StatementEnd

-- complete_turn stores the answer and closes the turn, if p_owner still has it
-- and nothing has happened since: no newer message, no other owner of the
-- conversation. Otherwise it raises CAT01 or CAT05 and stores nothing; then
-- settle_turn says why. It locks the conversation first and the turn second, as
-- receive_message does, so a message is either among those answered or makes
-- the turn run again. p_actor is bot when the bot has the floor, or answers whom a
-- call is promised and who asked it to, and system when it speaks aside; p_body is
-- NULL when there is nothing to be said. Danger raises the alarm.
-- +goose StatementBegin
CREATE FUNCTION complete_turn(
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

-- settle_turn says why complete_turn refused, and sets the turn right:
--   done   this same run had ended the turn before
--   newer  messages came after what it answers: the turn is free again, to be answered with them
--   stale  the conversation has had another owner since: the turn is free again,
--          or void when the conversation is closed
--   lost   another run has the turn, or has answered it
-- +goose StatementBegin
CREATE FUNCTION settle_turn(
    p_town bigint, p_conversation uuid, p_turn bigint, p_owner text, p_attempt integer, p_epoch integer)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_conversation conversation;
    v_turn         turn;
BEGIN
    SELECT c.* INTO v_conversation FROM conversation c
     WHERE c.town_id = p_town AND c.id = p_conversation FOR NO KEY UPDATE;
    SELECT t.* INTO v_turn FROM turn t
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn FOR NO KEY UPDATE;
    IF NOT FOUND OR v_turn.lease_owner IS DISTINCT FROM p_owner OR v_turn.attempts <> p_attempt THEN
        RETURN 'lost';
    ELSIF v_turn.done_at IS NOT NULL THEN
        RETURN 'done';
    ELSIF v_conversation.state = 'closed' THEN
        UPDATE turn t SET done_at = clock_timestamp(), outcome = 'void', lease_owner = NULL
         WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn;
        RETURN 'stale';
    END IF;
    UPDATE turn t SET lease_owner = NULL, attempts = 0, due_at = clock_timestamp()
     WHERE t.town_id = p_town AND t.conversation_id = p_conversation AND t.turn = p_turn;
    RETURN CASE WHEN v_conversation.epoch <> p_epoch THEN 'stale' ELSE 'newer' END;
END $$;
-- +goose StatementEnd

-- overtaken refuses a deed on a conversation, and says how it stands now.
-- +goose StatementBegin
CREATE FUNCTION overtaken(p_conversation conversation, p_why text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_why USING ERRCODE = 'CAT06', DETAIL = json_build_object(
        'why', p_why, 'state', p_conversation.state, 'epoch', p_conversation.epoch,
        'owner', coalesce(p_conversation.owner_id, 0),
        'name', coalesce((SELECT o.name FROM operator o WHERE o.id = p_conversation.owner_id), ''))::text;
END $$;
-- +goose StatementEnd

-- operator_load counts what an operator has to do. A conversation whose citizen
-- has had the last word to wait for, and says nothing for 10 minutes, counts half.
-- +goose StatementBegin
CREATE FUNCTION operator_load(p_town bigint, p_operator bigint) RETURNS double precision
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(CASE WHEN c.state = 'assigned' AND c.waiting_since IS NULL
                              AND c.citizen_at < clock_timestamp() - interval '10 minutes' THEN 0.5 ELSE 1 END), 0)
      FROM conversation c
     WHERE c.town_id = p_town AND c.owner_id = p_operator AND c.state IN ('offered', 'assigned')
$$;
-- +goose StatementEnd

-- is_staff locks an operator's place in a town until commit, and says whether
-- they may work there. Two statements on purpose: the second sees what whoever
-- held the lock has committed.
-- +goose StatementBegin
CREATE FUNCTION is_staff(p_town bigint, p_operator bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM member m WHERE m.town_id = p_town AND m.operator_id = p_operator FOR NO KEY UPDATE;
    RETURN FOUND AND EXISTS (SELECT FROM operator o WHERE o.id = p_operator AND o.disabled_at IS NULL);
END $$;
-- +goose StatementEnd

-- move_conversation is the only way a conversation changes hands. Under its row
-- lock it knows a repeated deed by (actor, client id), looks at the epoch and the
-- state the caller saw, at the new owner and their load, and then changes the
-- row, raises the epoch, and writes the state event and the note.
--
-- Raises CAT02 (no such conversation) and CAT06 (too late: why, and how the
-- conversation stands, is in the detail).
-- +goose StatementBegin
CREATE FUNCTION move_conversation(
    p_town bigint, p_conversation uuid, p_epoch integer, p_from text[], p_owned_by bigint,
    p_to text, p_owner bigint, p_transfer_to bigint, p_queue text, p_keep_place boolean, p_priority integer,
    p_ring interval, p_capacity integer, p_snooze_until timestamptz,
    p_actor text, p_client_id text, p_reason text, p_body json, p_hidden boolean, p_note json,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz, OUT o_body json, OUT o_dup boolean)
LANGUAGE plpgsql AS $$
DECLARE
    v       conversation;
    v_event record;
    v_old   event;
BEGIN
    SELECT c.* INTO v FROM conversation c WHERE c.town_id = p_town AND c.id = p_conversation FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    END IF;
    SELECT e.* INTO v_old FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation AND e.actor = p_actor AND e.client_id = p_client_id;
    IF FOUND THEN
        IF v_old.kind <> 'state' THEN
            RAISE EXCEPTION 'the id of a message cannot be that of a change of hands' USING ERRCODE = 'CAT07';
        END IF;
        o_seq := v_old.seq; o_cseq := v_old.cseq; o_epoch := v_old.epoch; o_at := v_old.at; o_body := v_old.body; o_dup := true;
        RETURN;
    END IF;

    IF v.state = 'closed' AND (p_to <> 'bot' OR v.closed_at IS NULL OR v.closed_at < clock_timestamp() - interval '24 hours') THEN
        PERFORM overtaken(v, 'closed');
    ELSIF p_epoch <> v.epoch THEN
        PERFORM overtaken(v, 'stale_epoch');
    ELSIF cardinality(p_from) > 0 AND v.state <> ALL (p_from) THEN
        PERFORM overtaken(v, 'wrong_state');
    ELSIF p_owned_by <> 0 AND v.owner_id IS DISTINCT FROM p_owned_by THEN
        PERFORM overtaken(v, 'not_owner');
    ELSIF p_owner <> 0 AND p_owner IS DISTINCT FROM v.owner_id THEN
        IF NOT is_staff(p_town, p_owner) THEN
            PERFORM overtaken(v, 'not_staff');
        ELSIF p_capacity > 0 AND operator_load(p_town, p_owner) >= p_capacity THEN
            PERFORM overtaken(v, 'full');
        END IF;
    END IF;
    IF p_transfer_to <> 0 AND NOT is_staff(p_town, p_transfer_to) THEN
        PERFORM overtaken(v, 'not_staff');
    END IF;

    PERFORM give_conversation(v, p_to, p_owner, p_transfer_to, p_queue, p_keep_place, p_priority, p_ring, p_snooze_until, p_reason);
    PERFORM after_move(v, p_to, p_owner, p_reason);
    v_event := append_event(p_town, p_conversation, NULL, p_actor, 'state', p_hidden, p_client_id, p_body);
    o_seq := v_event.o_seq; o_cseq := CASE WHEN p_hidden THEN NULL ELSE v_event.o_cseq END;
    o_epoch := v_event.o_epoch; o_at := v_event.o_at; o_dup := false;
    IF p_note IS NOT NULL THEN
        PERFORM append_event(p_town, p_conversation, NULL, p_actor, 'note', true, NULL, p_note);
    END IF;
END $$;
-- +goose StatementEnd

-- give_conversation changes the row. What belongs to one stretch with people
-- (the queue, when it was taken and first answered) begins anew when they get it
-- from the bot, and stays when they give it back, for the reports. Who waits
-- keeps the time of their first arrival until then, in case they wait again.
-- Urgency is over when nobody waits any more. What kind of danger it was stays:
-- whoever was in danger, went back and asks again is urgent until a person has
-- seen to it.
-- +goose StatementBegin
CREATE FUNCTION give_conversation(
    v conversation, p_to text, p_owner bigint, p_transfer_to bigint, p_queue text, p_keep_place boolean,
    p_priority integer, p_ring interval, p_snooze_until timestamptz, p_reason text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_now     timestamptz := clock_timestamp();
    v_begins  boolean := v.state IN ('bot', 'closed') AND p_to NOT IN ('bot', 'closed');
    v_owner   bigint := CASE WHEN p_to IN ('offered', 'assigned', 'snoozed') THEN coalesce(nullif(p_owner, 0), v.owner_id) END;
    v_citizen timestamptz := v.citizen_at;
    v_waiting timestamptz := v.waiting_since;
BEGIN
    IF v_begins THEN
        v.queue := NULL; v.queued_at := NULL; v.assigned_at := NULL; v.answered_at := NULL;
        SELECT e.at INTO v_citizen FROM event e
         WHERE e.town_id = v.town_id AND e.conversation_id = v.id AND e.kind = 'message' AND e.actor = 'citizen'
         ORDER BY e.seq DESC LIMIT 1;
        IF p_to = 'queued' THEN
            v_waiting := coalesce(v_citizen, v_now);
        ELSIF EXISTS (SELECT FROM turn t WHERE t.town_id = v.town_id AND t.conversation_id = v.id AND t.done_at IS NULL) THEN
            v_waiting := v_citizen;
        END IF;
    END IF;
    IF p_to = 'queued' THEN
        v.queue := coalesce(nullif(p_queue, ''), v.queue, -- one that came to people without a queue goes to the town's first
            (SELECT t.data->'queues'->0->>'slug' FROM town t WHERE t.id = v.town_id), 'generale');
        v.queued_at := CASE WHEN p_keep_place THEN coalesce(v.queued_at, v_now) ELSE v_now END;
    END IF;
    UPDATE conversation c
       SET state = p_to, epoch = v.epoch + 1, owner_id = v_owner,
           former_id = CASE WHEN v.state IN ('assigned', 'snoozed') AND v.owner_id IS DISTINCT FROM v_owner
                            THEN v.owner_id ELSE v.former_id END,
           queue = coalesce(nullif(p_queue, ''), v.queue), queued_at = v.queued_at,
           entered_at = CASE WHEN p_to = 'queued' AND v.state <> 'offered' THEN v_now
                             WHEN p_to IN ('queued', 'offered') THEN v.entered_at END,
           priority = CASE WHEN p_to IN ('bot', 'closed') THEN 0
                           WHEN v_begins AND v.crisis IS NOT NULL AND v.former_id IS NULL THEN 9
                           ELSE coalesce(p_priority, v.priority) END,
           offered_until = CASE WHEN p_to = 'offered' THEN v_now + p_ring END,
           transfer_to = CASE WHEN p_to = 'assigned' THEN nullif(p_transfer_to, 0) END,
           transfer_until = CASE WHEN p_to = 'assigned' AND p_transfer_to <> 0 THEN v_now + p_ring END,
           snoozed_until = CASE WHEN p_to = 'snoozed' THEN p_snooze_until END,
           waiting_since = CASE WHEN p_to NOT IN ('bot', 'closed') THEN v_waiting END, citizen_at = v_citizen,
           assigned_at = CASE WHEN p_to = 'assigned' THEN coalesce(v.assigned_at, v_now) ELSE v.assigned_at END,
           answered_at = v.answered_at,
           alarmed_at = CASE WHEN p_to <> 'closed' AND (p_to <> 'assigned' OR v.state = 'assigned' AND v.owner_id = v_owner)
                             THEN v.alarmed_at END, -- who takes it has seen it, and what is over is seen
           closed_at = CASE WHEN p_to = 'closed' THEN v_now END,
           close_reason = CASE WHEN p_to = 'closed' THEN p_reason END
     WHERE c.town_id = v.town_id AND c.id = v.id;
END $$;
-- +goose StatementEnd

-- after_move does what follows from a change of hands in the other tables. An
-- offer that came to nothing is remembered, and two in a row that nobody even
-- declined set the operator to busy: they are not at their desk. Who passes a
-- conversation to a queue is not asked to take it for a while, as if they had
-- declined it. Whoever takes up a conversation in which a call is promised makes
-- the promise their own, keeps it by closing or handing back, and leaves it to
-- everybody when the conversation waits again. Who answers and does not close
-- leaves it promised, and so does a conversation that ends while the assistant
-- has it.
-- +goose StatementBegin
CREATE FUNCTION after_move(v conversation, p_to text, p_owner bigint, p_reason text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    -- What becomes of a promise to call: NULL leaves it as it is.
    v_call text := CASE
        WHEN p_to = 'closed' AND v.state = 'callback' THEN 'done'
        WHEN p_to = 'bot' AND (v.state = 'callback' OR p_reason = 'cancelled') THEN 'void'
        WHEN p_to IN ('bot', 'closed') AND v.state IN ('assigned', 'snoozed') THEN 'done'
        WHEN p_to IN ('assigned', 'snoozed') THEN 'taken'
        WHEN p_to = 'queued' AND v.state IN ('assigned', 'snoozed') THEN 'open' END;
BEGIN
    IF p_to = 'assigned' AND p_owner <> 0 AND (v.state <> 'assigned' OR p_owner IS DISTINCT FROM v.owner_id) THEN
        UPDATE member m SET last_assigned_at = clock_timestamp() WHERE m.town_id = v.town_id AND m.operator_id = p_owner;
    END IF;
    IF v.state = 'offered' AND p_reason IN ('declined', 'expired') THEN
        INSERT INTO refusal (town_id, conversation_id, operator_id, expired)
        VALUES (v.town_id, v.id, v.owner_id, p_reason = 'expired');
        UPDATE member m SET wants = 'busy'
         WHERE m.town_id = v.town_id AND m.operator_id = v.owner_id AND m.wants = 'available'
           AND (SELECT count(*) = 2 AND bool_and(r.expired)
                  FROM (SELECT r.expired FROM refusal r
                         WHERE r.town_id = v.town_id AND r.operator_id = v.owner_id AND r.at > m.last_assigned_at
                         ORDER BY r.at DESC LIMIT 2) r);
    END IF;
    IF v.state IN ('assigned', 'snoozed') AND p_to = 'queued' AND p_reason = 'transferred' THEN
        INSERT INTO refusal (town_id, conversation_id, operator_id, expired)
        VALUES (v.town_id, v.id, v.owner_id, false);
    END IF;
    IF v_call IS NOT NULL THEN
        UPDATE callback b
           SET state = v_call,
               owner_id = CASE v_call WHEN 'taken' THEN coalesce(nullif(p_owner, 0), v.owner_id) WHEN 'open' THEN NULL ELSE b.owner_id END,
               ended_at = CASE WHEN v_call IN ('done', 'void') THEN clock_timestamp() END
         WHERE b.town_id = v.town_id AND b.conversation_id = v.id AND b.state IN ('open', 'taken');
    END IF;
    IF p_to = 'closed' THEN
        UPDATE turn t SET done_at = clock_timestamp(), outcome = 'void', lease_owner = NULL
         WHERE t.town_id = v.town_id AND t.conversation_id = v.id AND t.done_at IS NULL;
    END IF;
END $$;
-- +goose StatementEnd

-- staff_message stores what an operator writes: to the citizen, if the
-- conversation is theirs and has been since the epoch they saw, or a note, which
-- any member may leave at any time. A repeated one is known by its client id.
-- Whoever answers has seen the alarm.
--
-- Raises CAT02 (no such conversation) and CAT06 (too late, as above).
-- +goose StatementBegin
CREATE FUNCTION staff_message(
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

-- +goose Down
DROP FUNCTION staff_message;
DROP FUNCTION move_conversation;
DROP FUNCTION after_move;
DROP FUNCTION give_conversation;
DROP FUNCTION is_staff;
DROP FUNCTION operator_load;
DROP FUNCTION overtaken;
DROP FUNCTION settle_turn;
DROP FUNCTION complete_turn;
DROP FUNCTION receive_message;
DROP FUNCTION open_session;
DROP VIEW held;
DROP INDEX refusal_operator;
DROP INDEX conversation_assigned;
