-- What a language model may do in a town, what it has cost, and what it wrote that
-- nobody was shown.

-- +goose Up
-- How far a model words answers. Topic '' is every topic without a row of its own; a
-- town without any lets it word them all.
CREATE TABLE model_autonomy (
    town_id     bigint      NOT NULL REFERENCES town,
    topic       text        NOT NULL,
    degree      text        NOT NULL CHECK (degree IN ('automatic', 'approval', 'cards')),
    operator_id bigint      NOT NULL REFERENCES operator, -- who decided it
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, topic)
);

-- Tokens that a town may use in a day of Rome's; no row: as many as it likes.
CREATE TABLE model_limit (
    town_id      bigint PRIMARY KEY REFERENCES town,
    daily_tokens bigint      NOT NULL CHECK (daily_tokens > 0),
    operator_id  bigint      NOT NULL REFERENCES operator,
    at           timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Tokens used and reserved. One row a town and day, so that two processes cannot both
-- take the last of a limit.
CREATE TABLE model_day (
    town_id bigint NOT NULL REFERENCES town,
    day     date   NOT NULL,
    tokens  bigint NOT NULL CHECK (tokens >= 0),
    PRIMARY KEY (town_id, day)
);

-- What calls have cost, counted a day.
CREATE TABLE model_use (
    town_id    bigint  NOT NULL REFERENCES town,
    day        date    NOT NULL,
    step       text    NOT NULL,
    model      text    NOT NULL,
    failure    text    NOT NULL, -- '': it went well
    calls      bigint  NOT NULL,
    tokens_in  bigint  NOT NULL,
    tokens_out bigint  NOT NULL,
    took_ms    bigint  NOT NULL,
    PRIMARY KEY (town_id, day, step, model, failure)
);

-- Sentences of a model that the verifier stopped, for those who keep the cards. They
-- are about cards and hold no personal data; they go with their conversation all the
-- same, and after ninety days.
CREATE TABLE model_rejected (
    town_id         bigint      NOT NULL,
    id              bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    conversation_id uuid        NOT NULL,
    reason          text        NOT NULL,
    sentence        text        NOT NULL,
    cards           text[]      NOT NULL,
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);
CREATE INDEX model_rejected_at ON model_rejected (at);
CREATE INDEX model_rejected_conversation ON model_rejected (town_id, conversation_id);

-- +goose StatementBegin
CREATE FUNCTION forget_what_was_rejected() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM model_rejected r WHERE r.town_id = NEW.town_id AND r.conversation_id = NEW.conversation_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER event_erased_rejected AFTER INSERT ON event
    FOR EACH ROW WHEN (NEW.kind = 'state' AND NEW.client_id LIKE 'erase:%') EXECUTE FUNCTION forget_what_was_rejected();

-- +goose Down
DROP TRIGGER event_erased_rejected ON event;
DROP FUNCTION forget_what_was_rejected;
DROP TABLE model_rejected;
DROP TABLE model_use;
DROP TABLE model_day;
DROP TABLE model_limit;
DROP TABLE model_autonomy;
