-- Conversations and their append-only log. Numbers are given under the
-- conversation's row lock, so they have no gaps and follow the order of commit:
-- a reader who has seen number N can ask for everything after N.

-- +goose Up
-- Domains, not CHECKs of the tables: those are read and tested again whenever a
-- row's counters are raised, these only when a value is given.
CREATE DOMAIN conversation_channel AS text
    CHECK (VALUE IN ('web', 'telegram', 'terminal'));
CREATE DOMAIN conversation_state AS text
    CHECK (VALUE IN ('bot', 'queued', 'offered', 'assigned', 'snoozed', 'callback', 'closed'));
CREATE DOMAIN conversation_priority AS smallint
    CHECK (VALUE BETWEEN 0 AND 9);

CREATE TABLE conversation (
    town_id    bigint                NOT NULL REFERENCES town,
    id         uuid                  NOT NULL,
    channel    conversation_channel  NOT NULL,
    chat       text                  NOT NULL,               -- the channel's own name for it; on the web the conversation's id
    state      conversation_state    NOT NULL DEFAULT 'bot', -- who owns it
    epoch      integer               NOT NULL DEFAULT 0,     -- raised by every change of owner; writers name the one they mean
    last_seq   bigint                NOT NULL DEFAULT 0,     -- counts every event
    last_cseq  bigint                NOT NULL DEFAULT 0,     -- counts what the citizen may see
    priority   conversation_priority NOT NULL DEFAULT 0,     -- 9: somebody may be in danger
    crisis     text,                                         -- what kind of danger, when one was recognised
    lang       text                  NOT NULL DEFAULT '',
    created_at timestamptz           NOT NULL DEFAULT clock_timestamp(),
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

-- No foreign key to the conversation: append_event holds its row locked.
CREATE TABLE event (
    town_id         bigint      NOT NULL,
    conversation_id uuid        NOT NULL,
    seq             bigint      NOT NULL,
    cseq            bigint,               -- NULL for what only staff may see
    kind            text        NOT NULL,
    actor           text        NOT NULL, -- citizen, bot, system, operator:NUMBER
    epoch           integer     NOT NULL,
    client_id       text,                 -- chosen by the sender: the same one twice is the same event
    body            json        NOT NULL, -- json and not jsonb: it is kept as it came and only ever read whole
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, conversation_id, seq),
    UNIQUE (town_id, conversation_id, cseq)
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
-- event turns out to be there already. p_epoch NULL means any owner will do;
-- p_staff keeps the event from the citizen. A retry of an accepted event is
-- answered as such even after the owner has changed: that is why the epoch is
-- looked at only when there is no duplicate. o_body is the stored one of a
-- duplicate, else NULL: the caller has it.
--
-- Raises CAT01 (the epoch is another one) and CAT02 (no such conversation).
-- There is no NOTIFY here: it would hold a lock of the whole cluster through
-- the flush to disk.
-- +goose StatementBegin
CREATE FUNCTION append_event(
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

-- +goose Down
DROP FUNCTION append_event;
DROP TABLE event;
DROP FUNCTION event_is_append_only;
DROP TABLE session;
DROP TABLE conversation;
DROP DOMAIN conversation_priority;
DROP DOMAIN conversation_state;
DROP DOMAIN conversation_channel;
