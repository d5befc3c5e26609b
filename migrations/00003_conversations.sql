-- Conversations and their append-only log. Numbers are given under the
-- conversation's row lock, so they have no gaps and follow the order of commit:
-- a reader who has seen number N can ask for everything after N.

-- +goose Up
CREATE TABLE conversation (
    town_id    bigint      NOT NULL REFERENCES town,
    id         uuid        NOT NULL,
    channel    text        NOT NULL CHECK (channel IN ('web', 'telegram', 'terminal')),
    chat       text        NOT NULL,           -- the channel's own name for it; on the web the conversation's id
    state      text        NOT NULL DEFAULT 'bot'
        CHECK (state IN ('bot', 'queued', 'offered', 'assigned', 'snoozed', 'callback', 'closed')),
    epoch      integer     NOT NULL DEFAULT 0, -- raised by every change of owner; writers name the one they mean
    last_seq   bigint      NOT NULL DEFAULT 0, -- counts every event
    last_cseq  bigint      NOT NULL DEFAULT 0, -- counts what the citizen may see
    priority   smallint    NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 9), -- 9: somebody may be in danger
    crisis     text,                           -- what kind of danger, when one was recognised
    lang       text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, id)
) WITH (fillfactor = 80); -- room for the counters to be raised in place
CREATE UNIQUE INDEX conversation_one_open ON conversation (town_id, channel, chat) WHERE state <> 'closed';
-- The bus, the poll and the turns know a conversation by its id alone.
CREATE INDEX conversation_id ON conversation (id);

-- A citizen's place on the web. Who reads this table cannot speak for anybody:
-- of the token there is only a hash.
CREATE TABLE session (
    town_id         bigint      NOT NULL,
    token_sha256    bytea       NOT NULL,
    conversation_id uuid        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, token_sha256),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);
CREATE INDEX session_conversation ON session (town_id, conversation_id);

CREATE TABLE event (
    town_id         bigint      NOT NULL,
    conversation_id uuid        NOT NULL,
    seq             bigint      NOT NULL,
    cseq            bigint,              -- NULL for what only staff may see
    kind            text        NOT NULL,
    actor           text        NOT NULL, -- citizen, bot, system, operator:NUMBER
    visible         text        NOT NULL CHECK (visible IN ('all', 'staff')),
    epoch           integer     NOT NULL,
    client_id       text,                -- chosen by the sender: the same one twice is the same event
    body            jsonb       NOT NULL,
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, conversation_id, seq),
    UNIQUE (town_id, conversation_id, cseq),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation,
    CHECK ((visible = 'all') = (cseq IS NOT NULL))
);
CREATE UNIQUE INDEX event_client_id ON event (town_id, conversation_id, actor, client_id) WHERE client_id IS NOT NULL;

-- +goose StatementBegin
CREATE FUNCTION event_is_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the event log is append-only' USING ERRCODE = 'CAT04';
END $$;
-- +goose StatementEnd
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_is_append_only();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only();

-- append_event is the only way into the log. It raises the counters first, which
-- takes the conversation's row lock until commit, and takes them back when the
-- event turns out to be there already. p_epoch NULL means any owner will do.
-- A retry of an accepted event is answered as such even after the owner has
-- changed: that is why the epoch is looked at only when there is no duplicate.
--
-- Raises CAT01 (the epoch is another one) and CAT02 (no such conversation).
-- There is no NOTIFY here: it would hold a lock of the whole cluster through
-- the flush to disk.
-- +goose StatementBegin
CREATE FUNCTION append_event(
    p_town bigint, p_conversation uuid, p_epoch integer, p_actor text, p_kind text,
    p_visible text, p_client_id text, p_body jsonb,
    OUT o_event event, OUT o_dup boolean, OUT o_state text)
LANGUAGE plpgsql AS $$
DECLARE
    v_seen  integer := CASE WHEN p_visible = 'all' THEN 1 ELSE 0 END;
    v_epoch integer;
    v_seq   bigint;
    v_cseq  bigint;
BEGIN
    UPDATE conversation c SET last_seq = c.last_seq + 1, last_cseq = c.last_cseq + v_seen
     WHERE c.town_id = p_town AND c.id = p_conversation
    RETURNING c.epoch, c.last_seq, c.last_cseq, c.state INTO v_epoch, v_seq, v_cseq, o_state;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such conversation' USING ERRCODE = 'CAT02';
    END IF;

    IF p_epoch IS NULL OR p_epoch = v_epoch THEN
        INSERT INTO event (town_id, conversation_id, seq, cseq, kind, actor, visible, epoch, client_id, body)
        VALUES (p_town, p_conversation, v_seq, CASE WHEN p_visible = 'all' THEN v_cseq END,
                p_kind, p_actor, p_visible, v_epoch, p_client_id, p_body)
        ON CONFLICT (town_id, conversation_id, actor, client_id) WHERE client_id IS NOT NULL DO NOTHING
        RETURNING event.* INTO o_event;
        IF FOUND THEN
            o_dup := false;
            RETURN;
        END IF;
    END IF;

    SELECT e.* INTO o_event FROM event e
     WHERE e.town_id = p_town AND e.conversation_id = p_conversation
       AND e.actor = p_actor AND e.client_id = p_client_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'stale epoch % (now %)', p_epoch, v_epoch USING ERRCODE = 'CAT01';
    END IF;
    o_dup := true;
    UPDATE conversation c SET last_seq = c.last_seq - 1, last_cseq = c.last_cseq - v_seen
     WHERE c.town_id = p_town AND c.id = p_conversation;
END $$;
-- +goose StatementEnd

-- open_session makes a conversation, the session that may use it, and its first
-- event, in one round trip.
-- +goose StatementBegin
CREATE FUNCTION open_session(
    p_town bigint, p_conversation uuid, p_channel text, p_chat text, p_lang text,
    p_token_sha256 bytea, p_greeting jsonb, OUT o_last_cseq bigint)
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversation (town_id, id, channel, chat, lang)
    VALUES (p_town, p_conversation, p_channel, p_chat, p_lang);
    INSERT INTO session (town_id, token_sha256, conversation_id)
    VALUES (p_town, p_token_sha256, p_conversation);
    SELECT (a.o_event).cseq INTO o_last_cseq
      FROM append_event(p_town, p_conversation, 0, 'bot', 'message', 'all', 'greeting', p_greeting) a;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION open_session;
DROP FUNCTION append_event;
DROP TABLE event;
DROP FUNCTION event_is_append_only;
DROP TABLE session;
DROP TABLE conversation;
