-- People whom a chat knows: what they have agreed is theirs in every conversation of
-- the chat, what is told of it reaches the chat also when the conversation has ended,
-- and what could not be delivered is known at the desk.

-- +goose Up
-- same_chat lists the conversations of whoever talks in one, where the channel knows
-- the person: all of their chat in a town. Elsewhere it is that conversation alone.
-- +goose StatementBegin
CREATE FUNCTION same_chat(p_town bigint, p_conversation uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
    SELECT p_conversation
    UNION
    SELECT o.id FROM conversation c
      JOIN conversation o ON o.town_id = c.town_id AND o.channel = c.channel AND o.chat = c.chat
     WHERE c.town_id = p_town AND c.id = p_conversation AND c.channel = 'telegram' AND o.channel = 'telegram'
$$;
-- +goose StatementEnd

-- tell_in is where something is said that concerns a conversation: in itself, unless
-- it has ended in a chat. There it is the one that is open, or p_new, which is opened
-- without a greeting: nobody has come, we are the ones who write.
-- +goose StatementBegin
CREATE FUNCTION tell_in(p_town bigint, p_conversation uuid, p_new uuid) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    v      conversation;
    v_open uuid;
BEGIN
    SELECT c.* INTO v FROM conversation c WHERE c.town_id = p_town AND c.id = p_conversation;
    IF NOT FOUND OR v.channel <> 'telegram' OR v.state <> 'closed' THEN
        RETURN p_conversation;
    END IF;
    LOOP
        SELECT c.id INTO v_open FROM conversation c
         WHERE c.town_id = p_town AND c.channel = v.channel AND c.chat = v.chat AND c.state <> 'closed';
        IF FOUND THEN
            RETURN v_open;
        END IF;
        INSERT INTO conversation (town_id, id, channel, chat, lang) VALUES (p_town, p_new, v.channel, v.chat, v.lang)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            RETURN p_new;
        END IF;
    END LOOP;
END $$;
-- +goose StatementEnd

-- A chat proves who somebody is: what they hold is no place of people who have not
-- said who they are.
-- +goose StatementBegin
CREATE FUNCTION chat_proves() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.proved = '' AND EXISTS (
        SELECT FROM conversation c WHERE c.town_id = NEW.town_id AND c.id = NEW.conversation_id AND c.channel = 'telegram') THEN
        NEW.proved := 'telegram';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER draft_proved BEFORE INSERT ON booking_draft FOR EACH ROW EXECUTE FUNCTION chat_proves();

-- A message about an appointment that cannot be delivered: its notice has failed, and
-- the desk sees that the person is not to be reached there.
-- +goose StatementBegin
CREATE FUNCTION notice_undelivered() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_event  event;
    v_notice text[];
BEGIN
    SELECT e.* INTO v_event FROM event e
     WHERE e.town_id = NEW.town_id AND e.conversation_id = NEW.conversation_id AND e.seq = NEW.seq AND e.kind = 'booking';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    WITH b AS (
        UPDATE booking k SET unreachable = true
         WHERE k.town_id = NEW.town_id AND k.code = v_event.body -> 'booking' ->> 'code' AND k.erased_at IS NULL AND NOT k.unreachable
        RETURNING k.town_id, k.id, k.revision)
    INSERT INTO booking_event (town_id, booking_id, actor, what, revision, detail)
    SELECT b.town_id, b.id, 'system', 'unreachable', b.revision, jsonb_build_object('reason', 'telegram') FROM b;
    v_notice := regexp_match(v_event.client_id, '^notice:(\d+):(\d+):(\w+)$');
    IF v_notice IS NOT NULL THEN
        UPDATE notice n SET state = 'failed', sent_at = NULL
         WHERE n.town_id = NEW.town_id AND n.booking_id = v_notice[1]::bigint AND n.revision = v_notice[2]::integer
           AND n.kind = v_notice[3] AND n.channel = 'chat' AND n.state = 'sent';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER delivery_failed AFTER UPDATE OF state ON delivery
    FOR EACH ROW WHEN (NEW.state = 'failed' AND OLD.state <> 'failed' AND NEW.seq IS NOT NULL) EXECUTE FUNCTION notice_undelivered();

-- +goose Down
DROP TRIGGER delivery_failed ON delivery;
DROP FUNCTION notice_undelivered;
DROP TRIGGER draft_proved ON booking_draft;
DROP FUNCTION chat_proves;
DROP FUNCTION tell_in;
DROP FUNCTION same_chat;
