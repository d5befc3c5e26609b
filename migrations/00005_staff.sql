-- Staff: accounts, their place in each town, their sessions, and what they did.

-- +goose Up
CREATE DOMAIN staff_role AS text CHECK (VALUE IN ('operator', 'curator', 'supervisor', 'admin'));
CREATE DOMAIN staff_wish AS text CHECK (VALUE IN ('available', 'busy', 'offline'));

CREATE TABLE operator (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email          text        NOT NULL UNIQUE CHECK (email = lower(email)),
    name           text        NOT NULL,               -- what citizens read
    password_hash  text        NOT NULL,               -- argon2id
    must_change    boolean     NOT NULL DEFAULT false, -- the password was given to them
    totp_secret    text,                               -- sealed with the deployment's key; NULL until enrolled
    totp_last_step bigint      NOT NULL DEFAULT 0,     -- a code is good once
    disabled_at    timestamptz,
    created_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE member (
    town_id          bigint      NOT NULL REFERENCES town,
    operator_id      bigint      NOT NULL REFERENCES operator,
    role             staff_role  NOT NULL,
    capacity         smallint    NOT NULL DEFAULT 3 CHECK (capacity BETWEEN 0 AND 20),
    wants            staff_wish  NOT NULL DEFAULT 'offline',
    last_assigned_at timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (town_id, operator_id)
);
CREATE INDEX member_operator ON member (operator_id);

-- No row means every queue.
CREATE TABLE skill (
    town_id     bigint NOT NULL,
    operator_id bigint NOT NULL,
    queue       text   NOT NULL, -- slug, as in town.yaml
    PRIMARY KEY (town_id, operator_id, queue),
    FOREIGN KEY (town_id, operator_id) REFERENCES member ON DELETE CASCADE
);

-- One signed-in browser. Of the token there is only a hash.
CREATE TABLE staff_session (
    token_sha256     bytea       PRIMARY KEY,
    operator_id      bigint      NOT NULL REFERENCES operator ON DELETE CASCADE,
    second_factor_at timestamptz, -- NULL until the code was given
    agent            text        NOT NULL DEFAULT '', -- the browser, so that its owner knows it again
    created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at       timestamptz NOT NULL
);
CREATE INDEX staff_session_operator ON staff_session (operator_id);

-- Failed sign-ins, counted for each account and device: a known device has a
-- count of its own, so strangers who guess cannot lock the owner out.
CREATE TABLE sign_in_failure (
    email         text        NOT NULL,
    device        text        NOT NULL DEFAULT '', -- id of a device that has signed in before; '' for all strangers
    failures      integer     NOT NULL,
    blocked_until timestamptz,
    last_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (email, device)
);

-- An open tab of the console holds a lease, which the socket's pong renews.
CREATE TABLE presence (
    town_id     bigint      NOT NULL,
    operator_id bigint      NOT NULL,
    tab         uuid        NOT NULL,
    process     text        NOT NULL,
    lease_until timestamptz NOT NULL,
    PRIMARY KEY (town_id, operator_id, tab),
    FOREIGN KEY (town_id, operator_id) REFERENCES member ON DELETE CASCADE
);

CREATE TABLE audit (
    town_id     bigint      NOT NULL REFERENCES town,
    id          bigint      GENERATED ALWAYS AS IDENTITY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    operator_id bigint      REFERENCES operator, -- NULL for the command line
    action      text        NOT NULL,
    target      text        NOT NULL DEFAULT '',
    detail      text        NOT NULL DEFAULT '', -- never a citizen's text or data
    PRIMARY KEY (town_id, id)
);
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION event_is_append_only();

-- +goose Down
DROP TABLE audit;
DROP TABLE presence;
DROP TABLE sign_in_failure;
DROP TABLE staff_session;
DROP TABLE skill;
DROP TABLE member;
DROP TABLE operator;
DROP DOMAIN staff_wish;
DROP DOMAIN staff_role;
