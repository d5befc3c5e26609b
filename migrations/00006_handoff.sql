-- People take over: who holds a conversation, who waits, who will be called back.

-- +goose Up
ALTER TABLE conversation
    ADD COLUMN owner_id       bigint REFERENCES operator,
    ADD COLUMN former_id      bigint REFERENCES operator, -- who had it last; first choice when it comes back
    ADD COLUMN queue          text,        -- slug, as in town.yaml
    ADD COLUMN queued_at      timestamptz, -- its place: who comes back keeps it from the first arrival
    ADD COLUMN entered_at     timestamptz, -- since when it waits this time
    ADD COLUMN offered_until  timestamptz,
    ADD COLUMN transfer_to    bigint REFERENCES operator, -- a colleague who is asked to take it; the owner keeps it meanwhile
    ADD COLUMN transfer_until timestamptz,
    ADD COLUMN snoozed_until  timestamptz,
    ADD COLUMN waiting_since  timestamptz, -- oldest citizen's message that no person has answered, while people have it
    ADD COLUMN citizen_at     timestamptz, -- the citizen's last message
    ADD COLUMN assigned_at    timestamptz, -- when its first operator took it, this time
    ADD COLUMN answered_at    timestamptz, -- the first human answer, this time
    ADD COLUMN alarmed_at     timestamptz, -- since when somebody may be in danger and no person has looked, in any state
    ADD COLUMN closed_at      timestamptz,
    ADD COLUMN close_reason   text,
    ADD COLUMN page           text;        -- address of the page on which the citizen opened the widget

-- What must hold of a conversation's hands. A trigger of these columns and not
-- CHECKs of the table: those are read and tested again whenever a counter is
-- raised, which happens with every message. And one that comes after: a table with
-- any trigger before an update has each row locked apart before it is changed.
-- +goose StatementBegin
CREATE FUNCTION conversation_is_sound() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.state IN ('offered', 'assigned', 'snoozed')) <> (NEW.owner_id IS NOT NULL)
        OR (NEW.state = 'queued' AND (NEW.queue IS NULL OR NEW.queued_at IS NULL))
        OR (NEW.state = 'offered') <> (NEW.offered_until IS NOT NULL)
        OR (NEW.state = 'snoozed') <> (NEW.snoozed_until IS NOT NULL)
        OR (NEW.transfer_to IS NULL) <> (NEW.transfer_until IS NULL)
        OR (NEW.transfer_to IS NOT NULL AND NEW.state <> 'assigned') THEN
        RAISE EXCEPTION 'a conversation in state % is not sound', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER conversation_sound
    AFTER INSERT OR UPDATE OF state, owner_id, queue, queued_at, offered_until, snoozed_until, transfer_to, transfer_until
    ON conversation FOR EACH ROW EXECUTE FUNCTION conversation_is_sound();

CREATE INDEX conversation_waiting ON conversation (town_id, priority DESC, queued_at) WHERE state = 'queued';
CREATE INDEX conversation_owned ON conversation (town_id, owner_id) WHERE owner_id IS NOT NULL;

-- An offer that came to nothing: it is not made to the same operator again for
-- two minutes, and two in a row set the operator to busy.
CREATE TABLE refusal (
    town_id         bigint      NOT NULL,
    conversation_id uuid        NOT NULL,
    operator_id     bigint      NOT NULL REFERENCES operator,
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    expired         boolean     NOT NULL, -- nobody pressed anything
    PRIMARY KEY (town_id, conversation_id, operator_id, at),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);

CREATE DOMAIN callback_state AS text CHECK (VALUE IN ('open', 'taken', 'done', 'unreachable', 'void'));
CREATE TABLE callback (
    town_id         bigint         NOT NULL,
    id              bigint         GENERATED ALWAYS AS IDENTITY,
    conversation_id uuid           NOT NULL,
    queue           text           NOT NULL,
    reason          text           NOT NULL,
    name            text           NOT NULL,
    contact         text           NOT NULL,
    preferred       text           NOT NULL CHECK (preferred IN ('any', 'morning', 'afternoon')),
    text            text           NOT NULL CHECK (length(text) <= 600),
    state           callback_state NOT NULL DEFAULT 'open',
    owner_id        bigint         REFERENCES operator,
    due_at          timestamptz    NOT NULL,
    attempts        integer        NOT NULL DEFAULT 0,
    created_at      timestamptz    NOT NULL DEFAULT clock_timestamp(),
    ended_at        timestamptz,
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    CHECK ((state = 'taken') <= (owner_id IS NOT NULL))
);
CREATE UNIQUE INDEX callback_one_open ON callback (town_id, conversation_id) WHERE state IN ('open', 'taken');

-- A rating of one stretch with people, or of the assistant alone: one a conversation.
CREATE TABLE rating (
    town_id         bigint      NOT NULL,
    conversation_id uuid        NOT NULL,
    operator_id     bigint      REFERENCES operator, -- who had it last, NULL when only the assistant spoke
    stars           smallint    NOT NULL CHECK (stars BETWEEN 1 AND 5),
    answer          text        NOT NULL DEFAULT '',
    text            text        NOT NULL DEFAULT '' CHECK (length(text) <= 200),
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, conversation_id),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);

-- What an operator has begun to write and not sent.
CREATE TABLE draft (
    town_id         bigint      NOT NULL,
    conversation_id uuid        NOT NULL,
    operator_id     bigint      NOT NULL REFERENCES operator,
    text            text        NOT NULL CHECK (length(text) <= 100000),
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    note            boolean     NOT NULL DEFAULT false, -- begun as a note for colleagues: it must not come back as a reply to the citizen
    PRIMARY KEY (town_id, conversation_id, operator_id),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);

-- A reply kept ready. {name}, {operator}, {town}, {office}, {phone} are filled in when it is inserted.
CREATE TABLE canned (
    town_id bigint NOT NULL REFERENCES town,
    id      bigint GENERATED ALWAYS AS IDENTITY,
    queue   text   NOT NULL DEFAULT '', -- '' for all
    title   text   NOT NULL CHECK (title <> ''),
    text    text   NOT NULL CHECK (text <> '' AND length(text) <= 4000),
    PRIMARY KEY (town_id, id)
);

-- What people teach: a citizen's question that a card should have answered, or
-- that no card answers.
CREATE DOMAIN lesson_state AS text CHECK (VALUE IN ('open', 'accepted', 'rejected'));
CREATE TABLE lesson (
    town_id         bigint       NOT NULL REFERENCES town,
    id              bigint       GENERATED ALWAYS AS IDENTITY,
    question        text         NOT NULL CHECK (question <> '' AND length(question) <= 500),
    card            text         NOT NULL DEFAULT '', -- slug of the card it is a variant for; '' is a gap
    conversation_id uuid,
    seq             bigint,
    asked_by        bigint       REFERENCES operator, -- who proposed it
    state           lesson_state NOT NULL DEFAULT 'open',
    decided_by      bigint       REFERENCES operator,
    times           integer      NOT NULL DEFAULT 1,  -- how often it was proposed
    at              timestamptz  NOT NULL DEFAULT clock_timestamp(),
    decided_at      timestamptz,
    PRIMARY KEY (town_id, id)
);
CREATE UNIQUE INDEX lesson_once ON lesson (town_id, card, lower(question)) WHERE state = 'open';

-- Accepted variants: they are indexed with the card, and survive its next import.
CREATE TABLE variant (
    town_id  bigint NOT NULL REFERENCES town,
    card     text   NOT NULL, -- slug
    question text   NOT NULL,
    PRIMARY KEY (town_id, card, question)
);

-- +goose Down
DROP TABLE variant;
DROP TABLE lesson;
DROP DOMAIN lesson_state;
DROP TABLE canned;
DROP TABLE draft;
DROP TABLE rating;
DROP TABLE callback;
DROP DOMAIN callback_state;
DROP TABLE refusal;
DROP INDEX conversation_owned;
DROP INDEX conversation_waiting;
DROP TRIGGER conversation_sound ON conversation;
DROP FUNCTION conversation_is_sound;
ALTER TABLE conversation
    DROP COLUMN page, DROP COLUMN close_reason, DROP COLUMN closed_at, DROP COLUMN alarmed_at, DROP COLUMN entered_at, DROP COLUMN answered_at, DROP COLUMN assigned_at,
    DROP COLUMN citizen_at, DROP COLUMN waiting_since, DROP COLUMN snoozed_until, DROP COLUMN transfer_until,
    DROP COLUMN transfer_to, DROP COLUMN offered_until, DROP COLUMN queued_at, DROP COLUMN queue,
    DROP COLUMN former_id, DROP COLUMN owner_id;
