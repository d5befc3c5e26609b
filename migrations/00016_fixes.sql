-- What showed when people worked with it: how long a wait lasts that begins anew
-- at an old place, what becomes of a promise to call, who is not asked again,
-- when urgency is over.

-- +goose Up
-- Since when somebody waits this time. queued_at is the place in the queue, which
-- who comes back keeps from the first arrival: by that one the wait of somebody
-- who has talked with a person for an hour would be over as it begins.
ALTER TABLE conversation ADD COLUMN entered_at timestamptz;
UPDATE conversation SET entered_at = queued_at WHERE state IN ('queued', 'offered');

CREATE OR REPLACE VIEW held AS
SELECT c.town_id, c.id, c.channel::text AS channel, c.state::text AS state, c.lang, c.epoch, c.last_cseq,
       c.owner_id, coalesce(o.name, '')::text AS owner_name, c.former_id, coalesce(c.queue, '')::text AS queue,
       c.priority::integer AS priority, c.queued_at, c.offered_until, c.transfer_to, c.transfer_until, c.snoozed_until,
       c.entered_at
  FROM conversation c
  LEFT JOIN operator o ON o.id = c.owner_id;

-- give_conversation as before, but for entered_at, and the priority: urgency is
-- over when nobody waits any more. What kind of danger it was stays; whoever was
-- in danger, went back and asks again is urgent until a person has seen to it.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION give_conversation(
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
           closed_at = CASE WHEN p_to = 'closed' THEN v_now END,
           close_reason = CASE WHEN p_to = 'closed' THEN p_reason END
     WHERE c.town_id = v.town_id AND c.id = v.id;
END $$;
-- +goose StatementEnd

-- after_move as before, and: who passes a conversation to a queue is not asked to
-- take it for two minutes, as if they had declined it; and whoever takes up a
-- conversation in which a call is promised makes the promise their own, keeps it
-- by closing or handing back, and leaves it to everybody when the conversation
-- waits again. Who answers and does not close leaves it promised, and so does a
-- conversation that ends while the assistant has it.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION after_move(v conversation, p_to text, p_owner bigint, p_reason text) RETURNS void
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

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION after_move(v conversation, p_to text, p_owner bigint, p_reason text) RETURNS void
LANGUAGE plpgsql AS $$
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
    IF v.state = 'callback' OR p_to = 'closed' THEN
        UPDATE callback b
           SET state = CASE p_to WHEN 'bot' THEN 'void' WHEN 'closed' THEN 'done' WHEN 'assigned' THEN 'taken' ELSE b.state END,
               owner_id = CASE WHEN p_to = 'assigned' THEN p_owner ELSE b.owner_id END,
               ended_at = CASE WHEN p_to IN ('bot', 'closed') THEN clock_timestamp() END
         WHERE b.town_id = v.town_id AND b.conversation_id = v.id AND b.state IN ('open', 'taken');
    END IF;
    IF p_to = 'closed' THEN
        UPDATE turn t SET done_at = clock_timestamp(), outcome = 'void', lease_owner = NULL
         WHERE t.town_id = v.town_id AND t.conversation_id = v.id AND t.done_at IS NULL;
    END IF;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION give_conversation(
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
           priority = coalesce(p_priority, CASE WHEN p_to NOT IN ('bot', 'closed') THEN v.priority::integer
                                                WHEN v.crisis IS NULL THEN 0 ELSE 9 END),
           offered_until = CASE WHEN p_to = 'offered' THEN v_now + p_ring END,
           transfer_to = CASE WHEN p_to = 'assigned' THEN nullif(p_transfer_to, 0) END,
           transfer_until = CASE WHEN p_to = 'assigned' AND p_transfer_to <> 0 THEN v_now + p_ring END,
           snoozed_until = CASE WHEN p_to = 'snoozed' THEN p_snooze_until END,
           waiting_since = CASE WHEN p_to NOT IN ('bot', 'closed') THEN v_waiting END, citizen_at = v_citizen,
           assigned_at = CASE WHEN p_to = 'assigned' THEN coalesce(v.assigned_at, v_now) ELSE v.assigned_at END,
           answered_at = v.answered_at,
           closed_at = CASE WHEN p_to = 'closed' THEN v_now END,
           close_reason = CASE WHEN p_to = 'closed' THEN p_reason END
     WHERE c.town_id = v.town_id AND c.id = v.id;
END $$;
-- +goose StatementEnd
DROP VIEW held;
CREATE VIEW held AS
SELECT c.town_id, c.id, c.channel::text AS channel, c.state::text AS state, c.lang, c.epoch, c.last_cseq,
       c.owner_id, coalesce(o.name, '')::text AS owner_name, c.former_id, coalesce(c.queue, '')::text AS queue,
       c.priority::integer AS priority, c.queued_at, c.offered_until, c.transfer_to, c.transfer_until, c.snoozed_until
  FROM conversation c
  LEFT JOIN operator o ON o.id = c.owner_id;
ALTER TABLE conversation DROP COLUMN entered_at;
