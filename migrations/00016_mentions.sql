-- Who was named in a note while they were away, and who has read what is not
-- theirs.

-- +goose Up
-- One line for each conversation in which somebody is named, until they open it.
-- What was written stands in the note alone.
CREATE TABLE mention (
    town_id         bigint      NOT NULL,
    operator_id     bigint      NOT NULL, -- who is named
    conversation_id uuid        NOT NULL,
    by_id           bigint      NOT NULL REFERENCES operator, -- who named them last
    at              timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, operator_id, conversation_id),
    FOREIGN KEY (town_id, operator_id) REFERENCES member ON DELETE CASCADE,
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);

-- To see whether a reading was noted already; such lines only.
CREATE INDEX audit_read ON audit (town_id, operator_id, target, at) WHERE action = 'conversation.read';

-- +goose Down
DROP INDEX audit_read;
DROP TABLE mention;
