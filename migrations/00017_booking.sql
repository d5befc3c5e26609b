-- Appointments. Nothing is booked twice because of one constraint: every place
-- that is held or booked is a row of allocation, and no two rows of a lane overlap.
-- Free times are computed from the rules and never stored. Civil times are turned
-- into instants by the program; here are instants alone, beside the rules' own
-- minutes of the day.

-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- app_now is the clock of everything about appointments: a test sets caterina.now
-- for its connections.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT coalesce(nullif(current_setting('caterina.now', true), '')::timestamptz, clock_timestamp()) $$;

CREATE TABLE booking_office (
    town_id     bigint  NOT NULL,
    office      text    NOT NULL,
    version     bigint  NOT NULL DEFAULT 1,     -- raised by every change of the rules
    own_rules   boolean NOT NULL DEFAULT false, -- staff have changed the hours: an import leaves them alone
    plan_sha256 bytea   NOT NULL DEFAULT '',    -- of what the town's files said when it was last carried over
    PRIMARY KEY (town_id, office),
    FOREIGN KEY (town_id, office) REFERENCES office
);

CREATE TABLE desk (
    town_id     bigint  NOT NULL,
    id          bigint  GENERATED ALWAYS AS IDENTITY,
    office      text    NOT NULL,
    name        text    NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    active      boolean NOT NULL DEFAULT true,
    of_service  text,  -- made from a service of the town's files; NULL: made by staff
    own_lanes   boolean NOT NULL DEFAULT false, -- staff have set how many it receives: an import leaves that alone
    feed_sha256 bytea UNIQUE, -- of the secret in the address of its calendar feed
    PRIMARY KEY (town_id, id),
    UNIQUE (town_id, office, name),
    UNIQUE (town_id, office, of_service),
    FOREIGN KEY (town_id, office) REFERENCES booking_office
);

CREATE TABLE desk_lane (
    town_id bigint   NOT NULL,
    desk_id bigint   NOT NULL,
    lane    smallint NOT NULL CHECK (lane BETWEEN 1 AND 200),
    online  boolean  NOT NULL DEFAULT true, -- false: kept for staff and for people who walk in
    extra   boolean  NOT NULL DEFAULT false, -- there only for appointments beyond what there is room for: never free
    gone    boolean  NOT NULL DEFAULT false, -- taken away: past appointments keep the number of their lane, and the next one added takes it
    PRIMARY KEY (town_id, desk_id, lane),
    CHECK (NOT (extra AND online)),
    FOREIGN KEY (town_id, desk_id) REFERENCES desk
);

CREATE TABLE desk_service (
    town_id bigint NOT NULL,
    desk_id bigint NOT NULL,
    service text   NOT NULL,
    PRIMARY KEY (town_id, desk_id, service),
    FOREIGN KEY (town_id, desk_id) REFERENCES desk,
    FOREIGN KEY (town_id, service) REFERENCES service
);

-- The limits of the day keep every rule clear of the hour that is missing or
-- double when the clocks change.
CREATE TABLE opening_rule (
    town_id       bigint    NOT NULL,
    id            bigint    GENERATED ALWAYS AS IDENTITY,
    office        text      NOT NULL,
    desk_id       bigint,   -- NULL: the desks without rules of their own
    weekday       smallint  NOT NULL CHECK (weekday BETWEEN 0 AND 6), -- 0 is Sunday
    opens         smallint  NOT NULL CHECK (opens >= 300),   -- minutes of the day
    closes        smallint  NOT NULL CHECK (closes <= 1380),
    valid         daterange NOT NULL DEFAULT '(,)' CHECK (NOT isempty(valid)),
    every_n_weeks smallint  NOT NULL DEFAULT 1 CHECK (every_n_weeks BETWEEN 1 AND 8),
    anchor_monday date      NOT NULL DEFAULT '2024-01-01' CHECK (extract(isodow FROM anchor_monday) = 1),
    PRIMARY KEY (town_id, id),
    CHECK (opens < closes),
    FOREIGN KEY (town_id, office) REFERENCES booking_office,
    FOREIGN KEY (town_id, desk_id) REFERENCES desk,
    CONSTRAINT opening_no_overlap EXCLUDE USING gist (
        town_id WITH =, office WITH =, (coalesce(desk_id, 0)) WITH =, weekday WITH =,
        int4range(opens, closes) WITH &&, valid WITH &&) WHERE (every_n_weeks = 1)
);

CREATE TABLE day_off (
    town_id    bigint NOT NULL,
    office     text   NOT NULL,
    day        date   NOT NULL,
    kind       text   NOT NULL CHECK (kind IN ('national', 'patron', 'municipal', 'strike', 'training', 'emergency')),
    label      text   NOT NULL,
    removed_at timestamptz, -- staff work on that day: what makes the days anew leaves it alone
    PRIMARY KEY (town_id, office, day),
    FOREIGN KEY (town_id, office) REFERENCES booking_office
);

CREATE TABLE desk_closure (
    town_id  bigint    NOT NULL,
    id       bigint    GENERATED ALWAYS AS IDENTITY,
    office   text      NOT NULL,
    desk_id  bigint,   -- NULL: the whole office
    during   tstzrange NOT NULL CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)),
    reason   text      NOT NULL,
    of_files boolean   NOT NULL DEFAULT false, -- from the town's files; the others were made by staff
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, office) REFERENCES booking_office,
    FOREIGN KEY (town_id, desk_id) REFERENCES desk
);

CREATE TABLE extra_opening (
    town_id bigint    NOT NULL,
    id      bigint    GENERATED ALWAYS AS IDENTITY,
    office  text      NOT NULL,
    desk_id bigint,
    during  tstzrange NOT NULL CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)),
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, office) REFERENCES booking_office,
    FOREIGN KEY (town_id, desk_id) REFERENCES desk
);

-- Who changed the rules of an office, and how.
CREATE TABLE rule_change (
    town_id  bigint      NOT NULL,
    id       bigint      GENERATED ALWAYS AS IDENTITY,
    office   text        NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor    text        NOT NULL, -- import, operator:NUMBER
    what     text        NOT NULL,
    detail   jsonb       NOT NULL DEFAULT '{}',
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, office) REFERENCES booking_office
);

CREATE TABLE booking (
    town_id         bigint      NOT NULL,
    id              bigint      GENERATED ALWAYS AS IDENTITY,
    uid             uuid        NOT NULL DEFAULT gen_random_uuid() UNIQUE, -- in calendars: it never changes
    code            text        NOT NULL CHECK (code ~ '^[2-9BCDFGHJKLMNPQRSTVWXYZ]{7}$'),
    office          text        NOT NULL,
    service         text        NOT NULL,
    card            text        NOT NULL DEFAULT '', -- from which it was wished for, and which says what to bring
    external        text        NOT NULL DEFAULT '', -- what another system calls it that keeps it: it has no place here
    contact_key     bytea,      -- keyed hash of the contact: whose appointments must not overlap; NULL when there is none
    person_key      bytea,      -- keyed hash of contact and name, or of the tax code: whose appointments are counted
    name            text        NOT NULL DEFAULT '' CHECK (length(name) <= 120),
    email           text        NOT NULL DEFAULT '' CHECK (length(email) <= 254),
    phone           text        NOT NULL DEFAULT '' CHECK (length(phone) <= 20),
    tax_code        text        NOT NULL DEFAULT '' CHECK (length(tax_code) <= 16),
    verified        boolean     NOT NULL,
    note            text        NOT NULL DEFAULT '' CHECK (length(note) <= 600),
    conversation_id uuid,       -- NULL: made at the desk
    lang            text        NOT NULL DEFAULT 'it',
    status          text        NOT NULL CHECK (status IN
        ('booked', 'checked_in', 'serving', 'done', 'no_show', 'cancelled_citizen', 'cancelled_office')),
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    revision        integer     NOT NULL DEFAULT 0,
    moves           smallint    NOT NULL DEFAULT 0,
    calls           smallint    NOT NULL DEFAULT 0,
    unreachable     boolean     NOT NULL DEFAULT false, -- a notice came back or could not be delivered
    manage_sha256   bytea       NOT NULL UNIQUE,        -- of the secret in the address of its page
    request_id      uuid        NOT NULL,
    made_by         text        NOT NULL,               -- citizen, operator:NUMBER
    created_at      timestamptz NOT NULL DEFAULT app_now(),
    arrived_at      timestamptz,
    serving_at      timestamptz,
    ended_at        timestamptz,
    erased_at       timestamptz,
    PRIMARY KEY (town_id, id),
    UNIQUE (town_id, code),
    UNIQUE (town_id, request_id),
    CHECK (starts_at < ends_at),
    FOREIGN KEY (town_id, office) REFERENCES booking_office,
    FOREIGN KEY (town_id, service) REFERENCES service,
    CONSTRAINT person_no_overlap EXCLUDE USING gist (
        town_id WITH =, contact_key WITH =, tstzrange(starts_at, ends_at) WITH &&)
        WHERE (status IN ('booked', 'checked_in', 'serving'))
);
CREATE INDEX booking_day ON booking (town_id, office, starts_at);
CREATE INDEX booking_conversation ON booking (town_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX booking_person ON booking (town_id, person_key, service) WHERE status IN ('booked', 'checked_in', 'serving');

CREATE TABLE allocation (
    town_id         bigint      NOT NULL,
    id              bigint      GENERATED ALWAYS AS IDENTITY,
    office          text        NOT NULL,
    service         text        NOT NULL,
    desk_id         bigint      NOT NULL,
    lane            smallint    NOT NULL,
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    blocked         tstzrange   NOT NULL, -- with buffers
    state           text        NOT NULL CHECK (state IN ('held', 'booked', 'released', 'expired')),
    booking_id      bigint,
    hold_owner      uuid,        -- the conversation, or the wish of the waiting list
    hold_kind       text        CHECK (hold_kind IN ('citizen', 'waitlist', 'operator')),
    hold_proved     boolean     NOT NULL DEFAULT false, -- who holds it has proved their contact
    hold_started_at timestamptz,
    hold_expires_at timestamptz,
    released_why    text,
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, desk_id, lane) REFERENCES desk_lane,
    FOREIGN KEY (town_id, booking_id) REFERENCES booking,
    CHECK (starts_at < ends_at),
    CHECK (blocked @> tstzrange(starts_at, ends_at)),
    CHECK ((state = 'held') = (hold_expires_at IS NOT NULL)),
    CHECK (state <> 'held' OR hold_owner IS NOT NULL AND hold_kind IS NOT NULL AND hold_started_at IS NOT NULL),
    CHECK (state <> 'booked' OR booking_id IS NOT NULL),
    CONSTRAINT lane_no_overlap EXCLUDE USING gist (town_id WITH =, desk_id WITH =, lane WITH =, blocked WITH &&)
        WHERE (state IN ('held', 'booked'))
);
CREATE UNIQUE INDEX allocation_one_hold ON allocation (town_id, hold_owner) WHERE state = 'held';
CREATE UNIQUE INDEX allocation_one_place ON allocation (town_id, booking_id) WHERE state = 'booked';
CREATE INDEX allocation_office ON allocation (town_id, office, starts_at) WHERE state IN ('held', 'booked');
CREATE INDEX allocation_before ON allocation (town_id, hold_owner) WHERE state IN ('released', 'expired');
CREATE INDEX allocation_expiring ON allocation (hold_expires_at) WHERE state = 'held';

CREATE TABLE booking_draft (
    town_id         bigint      NOT NULL,
    conversation_id uuid        NOT NULL,
    data            jsonb       NOT NULL, -- the draft, with the person it is for
    check_try       smallint    NOT NULL DEFAULT 0, -- how many codes were sent
    check_nonce     bytea,      -- the six digits are a keyed hash of it
    check_address   text,       -- what the digits prove
    check_until     timestamptz,
    check_tries     smallint    NOT NULL DEFAULT 0,
    proved          text        NOT NULL DEFAULT '', -- the address that was proved
    asked_for       timestamptz,          -- the end of the hold for which the citizen was asked whether they need more time
    updated_at      timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (town_id, conversation_id),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);

-- The codes that were ordered in the last day, for the ceilings that keep anybody from
-- having somebody else's mailbox filled. A row says nothing of whose address it is.
CREATE TABLE code_order (
    town_id         bigint      NOT NULL,
    id              bigint      GENERATED ALWAYS AS IDENTITY,
    address_key     bytea       NOT NULL, -- keyed hash
    conversation_id uuid        NOT NULL,
    at              timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
);
CREATE INDEX code_order_address ON code_order (town_id, address_key, at);
CREATE INDEX code_order_conversation ON code_order (town_id, conversation_id, at);

-- Append-only: every change of a booking's status or time, and who made it.
CREATE TABLE booking_event (
    town_id    bigint      NOT NULL,
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    booking_id bigint      NOT NULL,
    at         timestamptz NOT NULL DEFAULT app_now(),
    actor      text        NOT NULL, -- citizen, system, operator:NUMBER
    what       text        NOT NULL, -- the status it came to, or moved, lane, note, unreachable, erased
    revision   integer     NOT NULL,
    detail     jsonb       NOT NULL DEFAULT '{}',
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, booking_id) REFERENCES booking
);
CREATE INDEX booking_event_booking ON booking_event (town_id, booking_id);

CREATE TABLE waitlist (
    town_id         bigint      NOT NULL,
    id              bigint      GENERATED ALWAYS AS IDENTITY,
    uid             uuid        NOT NULL DEFAULT gen_random_uuid() UNIQUE, -- holds places in its name
    service         text        NOT NULL,
    office          text,       -- NULL: any
    contact_key     bytea       NOT NULL,
    person_key      bytea       NOT NULL,
    person          jsonb       NOT NULL,
    wanted          tstzrange   NOT NULL,
    hour_from       smallint    NOT NULL DEFAULT 0,    -- minutes of each day of it at which a place would suit
    hour_to         smallint    NOT NULL DEFAULT 1440, -- and until when one may begin
    weekdays        smallint[]  NOT NULL DEFAULT '{}', -- 0 is Sunday; none: any
    conversation_id uuid,
    lang            text        NOT NULL DEFAULT 'it',
    booking_id      bigint,     -- set: something earlier than this one
    state           text        NOT NULL CHECK (state IN ('waiting', 'offered', 'taken', 'gone')),
    offers          smallint    NOT NULL DEFAULT 0,
    last_offer_at   timestamptz,
    offer           jsonb,      -- the vacancy that is offered
    offer_until     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (town_id, id),
    FOREIGN KEY (town_id, service) REFERENCES service,
    FOREIGN KEY (town_id, booking_id) REFERENCES booking
);
CREATE UNIQUE INDEX waitlist_once ON waitlist (town_id, service, person_key) WHERE state IN ('waiting', 'offered');
CREATE INDEX waitlist_person ON waitlist (town_id, person_key);
CREATE INDEX waitlist_first ON waitlist (town_id, service, created_at) WHERE state = 'waiting';

-- What is told of a booking: once for each revision, kind and channel.
CREATE TABLE notice (
    town_id    bigint      NOT NULL,
    booking_id bigint      NOT NULL,
    revision   integer     NOT NULL,
    kind       text        NOT NULL,
    channel    text        NOT NULL CHECK (channel IN ('chat', 'mail', 'telegram')),
    due_at     timestamptz NOT NULL,
    state      text        NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'sending', 'sent', 'failed', 'void')),
    sent_at    timestamptz, -- when it was last known to be true, and left
    PRIMARY KEY (town_id, booking_id, revision, kind, channel),
    FOREIGN KEY (town_id, booking_id) REFERENCES booking
);

-- People who walk in, with the number they were given that day.
CREATE TABLE ticket (
    town_id    bigint      NOT NULL,
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    office     text        NOT NULL,
    day        date        NOT NULL,
    number     smallint    NOT NULL CHECK (number > 0),
    service    text,
    note       text        NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    status     text        NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'serving', 'done', 'gone')),
    desk_id    bigint,
    calls      smallint    NOT NULL DEFAULT 0,
    arrived_at timestamptz NOT NULL DEFAULT app_now(),
    serving_at timestamptz,
    ended_at   timestamptz,
    PRIMARY KEY (town_id, id),
    UNIQUE (town_id, office, day, number),
    FOREIGN KEY (town_id, office) REFERENCES booking_office,
    FOREIGN KEY (town_id, desk_id) REFERENCES desk
);

-- +goose Down
DROP TABLE ticket;
DROP TABLE notice;
DROP TABLE waitlist;
DROP TABLE booking_event;
DROP TABLE code_order;
DROP TABLE booking_draft;
DROP TABLE allocation;
DROP TABLE booking;
DROP TABLE rule_change;
DROP TABLE extra_opening;
DROP TABLE desk_closure;
DROP TABLE day_off;
DROP TABLE opening_rule;
DROP TABLE desk_service;
DROP TABLE desk_lane;
DROP TABLE desk;
DROP TABLE booking_office;
DROP FUNCTION app_now;
DROP EXTENSION btree_gist;
