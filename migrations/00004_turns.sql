-- A turn is the bot's debt: citizen's messages that wait for one answer. It is
-- a row, so that a killed process loses nothing: another one runs it again. What
-- is done with turns is in 00007_move.sql.

-- +goose Up
-- due_at is in no index, so that taking a lease touches none. Open turns are few,
-- and the index of them is short: the sweeper reads it whole. No foreign key to
-- the conversation: receive_message holds its row locked.
CREATE TABLE turn (
    town_id         bigint      NOT NULL,
    conversation_id uuid        NOT NULL,
    turn            bigint      NOT NULL,           -- seq of the first message it answers
    upto            bigint      NOT NULL,           -- seq of the last one so far
    attempts        integer     NOT NULL DEFAULT 0, -- with lease_owner the fencing token of whoever runs it
    lease_owner     text,                           -- who runs it; NULL when nobody does
    due_at          timestamptz NOT NULL,           -- when the sweeper may run it: end of the lease, or time of the next try
    done_at         timestamptz,                    -- NULL while the answer is owed
    outcome         text,                           -- of the answer; void when there was none
    trace           json,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, conversation_id, turn)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX turn_one_open ON turn (town_id, conversation_id) WHERE done_at IS NULL;

-- +goose Down
DROP TABLE turn;
