-- A queue that a supervisor has closed for a while, and what reports read by time.

-- +goose Up
CREATE TABLE queue_pause (
    town_id     bigint      NOT NULL REFERENCES town,
    queue       text        NOT NULL, -- slug, as in town.yaml
    until       timestamptz NOT NULL,
    reason      text        NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
    operator_id bigint      NOT NULL REFERENCES operator,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, queue)
);

-- Reports read a period. State events are few; of the rest, which is written with
-- every message, only the pages are told apart, which costs next to nothing.
CREATE INDEX event_state_at ON event (town_id, at) WHERE kind = 'state';
CREATE INDEX turn_created ON turn USING brin (created_at);
CREATE INDEX conversation_created ON conversation USING brin (created_at);

-- +goose Down
DROP INDEX conversation_created;
DROP INDEX turn_created;
DROP INDEX event_state_at;
DROP TABLE queue_pause;
