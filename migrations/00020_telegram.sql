-- Telegram: what came from it, the chats it has, and what is to be sent there. An
-- update is stored before it is acknowledged, and what is to be sent is a row of the
-- same transaction that made it true: neither is ever in memory alone.

-- +goose Up
CREATE TABLE telegram_update (
    bot       bigint      NOT NULL,            -- the bot's own number
    update_id bigint      NOT NULL,
    chat      bigint      NOT NULL DEFAULT 0,  -- 0: of no chat
    raw       bytea,                           -- as it came, were it unreadable; forgotten once it is done, the log has what matters
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    due_at    timestamptz NOT NULL DEFAULT clock_timestamp(), -- nothing of the chat is worked before
    attempts  integer     NOT NULL DEFAULT 0,  -- counted before each, so that one that kills the process is counted too
    troubles  integer     NOT NULL DEFAULT 0,  -- tries that failed for no fault of the update's
    done_at   timestamptz,
    failure   text,                            -- why it was set aside
    PRIMARY KEY (bot, update_id),
    CHECK ((done_at IS NULL) = (raw IS NOT NULL)),
    CHECK (failure IS NULL OR done_at IS NOT NULL)
);
CREATE INDEX telegram_update_due ON telegram_update (bot, chat, update_id) INCLUDE (due_at) WHERE done_at IS NULL;
CREATE INDEX telegram_update_done ON telegram_update (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE telegram_chat (
    bot     bigint      NOT NULL,
    chat    bigint      NOT NULL,
    town_id bigint      REFERENCES town,       -- the one chosen; NULL: none yet
    lang    text        NOT NULL DEFAULT '',
    waiting text        NOT NULL DEFAULT '',   -- what was written before a town was chosen
    state   text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'blocked', 'refused')),
    next_at timestamptz NOT NULL DEFAULT '-infinity', -- no message before
    outages integer     NOT NULL DEFAULT 0,    -- how often it was found that nobody can be written to here
    PRIMARY KEY (bot, chat)
);

-- The bot as a whole: whom Telegram has asked to wait.
CREATE TABLE telegram_bot (
    bot     bigint      PRIMARY KEY,
    next_at timestamptz NOT NULL DEFAULT '-infinity'
);

-- What is to be sent: an event of a conversation, or a body of its own where there
-- is no conversation. Rows of a chat go in the order of their ids, which events get
-- under their conversation's row lock.
CREATE TABLE delivery (
    id              bigint      PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    bot             bigint      NOT NULL,
    chat            bigint      NOT NULL,
    town_id         bigint,
    conversation_id uuid,
    seq             bigint,
    body            json,
    state           text        NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sending', 'sent', 'failed', 'void')),
    said            text,                                             -- which update made it be said, and what: the same again is once
    part            integer     NOT NULL DEFAULT 0 CHECK (part >= 0), -- how many parts are sent
    message_ids     bigint[]    NOT NULL DEFAULT '{}',                -- Telegram's numbers of them
    unsure          boolean     NOT NULL DEFAULT false,               -- a part may have come twice, or not at all
    plain           boolean     NOT NULL DEFAULT false,               -- Telegram refused its look
    own             boolean     NOT NULL DEFAULT false,               -- an edit that is sent as a message of its own
    claims          integer     NOT NULL DEFAULT 0,                   -- how often it was taken: who took it last may say how it ended
    attempts        integer     NOT NULL DEFAULT 0,                   -- failures of the part that is next
    doubts          integer     NOT NULL DEFAULT 0,                   -- how many of them may have been none
    due_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    sending_at      timestamptz,
    error           text,
    UNIQUE (town_id, conversation_id, seq),
    UNIQUE (bot, chat, said),
    CHECK (num_nulls(town_id, conversation_id, seq) IN (0, 3)),
    CHECK (seq IS NOT NULL OR body IS NOT NULL OR state IN ('sent', 'failed', 'void')),
    CHECK (state <> 'sending' OR sending_at IS NOT NULL)
);
CREATE INDEX delivery_due ON delivery (bot, chat, id) WHERE state IN ('due', 'sending');
CREATE INDEX delivery_oldest ON delivery (bot, id) WHERE state = 'due';
CREATE INDEX delivery_chat ON delivery (bot, chat);
CREATE INDEX delivery_said ON delivery (due_at) WHERE seq IS NULL; -- forgotten after a while, as what made them be said

-- What was erased, for the numbers that go some time later.
CREATE INDEX event_erasure ON event (at) WHERE kind = 'state' AND client_id LIKE 'erase:%';

-- The conversations of a chat, the last ones too.
CREATE INDEX conversation_chat ON conversation (chat, town_id, created_at) WHERE channel = 'telegram';

-- Files that citizens have sent, for staff's eyes only.
CREATE TABLE attachment (
    town_id         bigint      NOT NULL,
    id              uuid        NOT NULL,
    conversation_id uuid        NOT NULL,
    name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    mime            text        NOT NULL,  -- found by looking at the bytes
    size            integer     NOT NULL CHECK (size BETWEEN 0 AND 10485760),
    bytes           bytea       NOT NULL CHECK (octet_length(bytes) = size),
    sha256          bytea       NOT NULL,
    client_id       text        NOT NULL,  -- the message it came with, and its place in it
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, id),
    UNIQUE (town_id, conversation_id, client_id),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);
ALTER TABLE attachment ALTER COLUMN bytes SET STORAGE EXTERNAL; -- pictures do not get smaller

-- A link by which a citizen goes on elsewhere with a conversation begun on the web.
CREATE TABLE conversation_link (
    town_id         bigint      NOT NULL,
    token_sha256    bytea       NOT NULL,
    conversation_id uuid        NOT NULL,
    ends_at         timestamptz NOT NULL,
    used_at         timestamptz,
    PRIMARY KEY (town_id, token_sha256),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);

-- append_event, as before, also writes down that an event is to be sent: for the web
-- that costs one comparison.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION append_event(
    p_town bigint, p_conversation uuid, p_epoch integer, p_actor text, p_kind text,
    p_staff boolean, p_client_id text, p_body json,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz,
    OUT o_body json, OUT o_dup boolean, OUT o_state text, OUT o_lang text)
LANGUAGE plpgsql AS $$
DECLARE
    v_seen    integer := CASE WHEN p_staff THEN 0 ELSE 1 END;
    v_channel text;
    v_chat    text;
BEGIN
    UPDATE conversation c SET last_seq = c.last_seq + 1, last_cseq = c.last_cseq + v_seen
     WHERE c.town_id = p_town AND c.id = p_conversation
    RETURNING c.epoch, c.last_seq, c.last_cseq, c.state, c.lang, c.channel, c.chat
      INTO o_epoch, o_seq, o_cseq, o_state, o_lang, v_channel, v_chat;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    END IF;

    IF p_epoch IS NULL OR p_epoch = o_epoch THEN
        INSERT INTO event (town_id, conversation_id, seq, cseq, kind, actor, epoch, client_id, body)
        VALUES (p_town, p_conversation, o_seq, CASE WHEN p_staff THEN NULL ELSE o_cseq END,
                p_kind, p_actor, o_epoch, p_client_id, p_body)
        ON CONFLICT (town_id, conversation_id, actor, client_id) WHERE client_id IS NOT NULL DO NOTHING
        RETURNING at INTO o_at;
        IF FOUND THEN
            o_dup := false;
            -- Who erases what they wrote is told once, not by each of their conversations,
            -- and nobody can be told where the chat was forgotten.
            IF v_channel = 'telegram' AND v_chat LIKE '%/%' AND NOT p_staff AND p_actor <> 'citizen'
               AND NOT (p_kind = 'state' AND p_actor = 'system' AND coalesce(p_client_id, '') LIKE 'erase:%') THEN
                INSERT INTO delivery (bot, chat, town_id, conversation_id, seq)
                VALUES (split_part(v_chat, '/', 1)::bigint, split_part(v_chat, '/', 2)::bigint, p_town, p_conversation, o_seq);
            END IF;
            RETURN;
        END IF;
    END IF;

    UPDATE conversation c SET last_seq = c.last_seq - 1, last_cseq = c.last_cseq - v_seen
     WHERE c.town_id = p_town AND c.id = p_conversation;
    SELECT e.seq, e.cseq, e.epoch, e.at, e.body, true INTO o_seq, o_cseq, o_epoch, o_at, o_body, o_dup
      FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation
       AND e.actor = p_actor AND e.client_id = p_client_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the conversation has another owner now' USING ERRCODE = 'CAT01';
    END IF;
END $$;
-- +goose StatementEnd

-- open_chat finds the open conversation of a chat or makes one with its greeting,
-- once however many ask at the same time. p_again, unless it is NULL, greets whoever
-- was here in the last 30 days.
-- +goose StatementBegin
CREATE FUNCTION open_chat(
    p_town bigint, p_conversation uuid, p_channel text, p_chat text, p_lang text, p_greeting json, p_again json DEFAULT NULL,
    OUT o_id uuid, OUT o_state text, OUT o_epoch integer, OUT o_lang text, OUT o_last_cseq bigint, OUT o_new boolean)
LANGUAGE plpgsql AS $$
BEGIN
    LOOP
        SELECT c.id, c.state, c.epoch, c.lang, c.last_cseq, false INTO o_id, o_state, o_epoch, o_lang, o_last_cseq, o_new
          FROM conversation c
         WHERE c.town_id = p_town AND c.channel = p_channel AND c.chat = p_chat AND c.state <> 'closed';
        IF FOUND THEN
            RETURN;
        END IF;
        INSERT INTO conversation (town_id, id, channel, chat, lang)
        VALUES (p_town, p_conversation, p_channel, p_chat, p_lang)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            SELECT p_conversation, 'bot', 0, p_lang, a.o_cseq, true INTO o_id, o_state, o_epoch, o_lang, o_last_cseq, o_new
              FROM append_event(p_town, p_conversation, 0, 'bot', 'message', false, 'greeting', CASE
                   WHEN p_again IS NOT NULL AND EXISTS (
                        SELECT FROM conversation o
                         WHERE o.town_id = p_town AND o.channel = p_channel AND o.chat = p_chat AND o.id <> p_conversation
                           AND o.created_at > clock_timestamp() - interval '30 days') THEN p_again
                   ELSE p_greeting END) a;
            RETURN;
        END IF;
    END LOOP;
END $$;
-- +goose StatementEnd

-- What an erasure takes with it: files, links, what is still to be sent of it or was
-- said beside it, and what waits for a town.
-- +goose StatementBegin
CREATE FUNCTION forget_what_was_carried() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    v_chat text;
    v_bot  bigint;
    v_to   bigint;
BEGIN
    DELETE FROM attachment a WHERE a.town_id = NEW.town_id AND a.conversation_id = NEW.conversation_id;
    DELETE FROM conversation_link l WHERE l.town_id = NEW.town_id AND l.conversation_id = NEW.conversation_id;
    UPDATE delivery d SET state = 'void', error = 'erased'
     WHERE d.town_id = NEW.town_id AND d.conversation_id = NEW.conversation_id AND d.seq < NEW.seq AND d.state = 'due';
    SELECT c.chat INTO v_chat FROM conversation c
     WHERE c.town_id = NEW.town_id AND c.id = NEW.conversation_id AND c.channel = 'telegram' AND c.chat LIKE '%/%';
    IF FOUND THEN
        v_bot := split_part(v_chat, '/', 1)::bigint;
        v_to := split_part(v_chat, '/', 2)::bigint;
        UPDATE delivery d SET state = 'void', error = 'erased', body = NULL
         WHERE d.bot = v_bot AND d.chat = v_to AND d.seq IS NULL AND d.state = 'due';
        UPDATE telegram_chat t SET waiting = '' WHERE t.bot = v_bot AND t.chat = v_to AND t.waiting <> '';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER event_erased AFTER INSERT ON event
    FOR EACH ROW WHEN (NEW.kind = 'state' AND NEW.client_id LIKE 'erase:%') EXECUTE FUNCTION forget_what_was_carried();

-- +goose Down
DROP TRIGGER event_erased ON event;
DROP FUNCTION forget_what_was_carried;
DROP FUNCTION open_chat;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION append_event(
    p_town bigint, p_conversation uuid, p_epoch integer, p_actor text, p_kind text,
    p_staff boolean, p_client_id text, p_body json,
    OUT o_seq bigint, OUT o_cseq bigint, OUT o_epoch integer, OUT o_at timestamptz,
    OUT o_body json, OUT o_dup boolean, OUT o_state text, OUT o_lang text)
LANGUAGE plpgsql AS $$
DECLARE
    v_seen integer := CASE WHEN p_staff THEN 0 ELSE 1 END;
BEGIN
    UPDATE conversation c SET last_seq = c.last_seq + 1, last_cseq = c.last_cseq + v_seen
     WHERE c.town_id = p_town AND c.id = p_conversation
    RETURNING c.epoch, c.last_seq, c.last_cseq, c.state, c.lang INTO o_epoch, o_seq, o_cseq, o_state, o_lang;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    END IF;

    IF p_epoch IS NULL OR p_epoch = o_epoch THEN
        INSERT INTO event (town_id, conversation_id, seq, cseq, kind, actor, epoch, client_id, body)
        VALUES (p_town, p_conversation, o_seq, CASE WHEN p_staff THEN NULL ELSE o_cseq END,
                p_kind, p_actor, o_epoch, p_client_id, p_body)
        ON CONFLICT (town_id, conversation_id, actor, client_id) WHERE client_id IS NOT NULL DO NOTHING
        RETURNING at INTO o_at;
        IF FOUND THEN
            o_dup := false;
            RETURN;
        END IF;
    END IF;

    UPDATE conversation c SET last_seq = c.last_seq - 1, last_cseq = c.last_cseq - v_seen
     WHERE c.town_id = p_town AND c.id = p_conversation;
    SELECT e.seq, e.cseq, e.epoch, e.at, e.body, true INTO o_seq, o_cseq, o_epoch, o_at, o_body, o_dup
      FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation
       AND e.actor = p_actor AND e.client_id = p_client_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the conversation has another owner now' USING ERRCODE = 'CAT01';
    END IF;
END $$;
-- +goose StatementEnd
DROP INDEX event_erasure;
DROP TABLE conversation_link;
DROP TABLE attachment;
DROP INDEX conversation_chat;
DROP TABLE delivery;
DROP TABLE telegram_bot;
DROP TABLE telegram_chat;
DROP TABLE telegram_update;
