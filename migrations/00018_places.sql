-- How places are taken. The constraints of the tables are the guarantee; what is
-- here makes people who want the same hour queue instead of colliding: a whole
-- day of an office is one lock. Whoever changes appointments locks, in this order:
-- the booking's row, what is done in their own name, their person, the days in
-- ascending order, and only then places, wishes and the conversation. The days are
-- locked as late as can be: while one waits for the disk, all others wait.

-- +goose Up

-- civil_day numbers the days that are locked, 20271031 for the last of October.
CREATE FUNCTION civil_day(p_at timestamptz) RETURNS integer LANGUAGE sql STABLE AS
$$ SELECT to_char(p_at AT TIME ZONE 'Europe/Rome', 'YYYYMMDD')::integer $$;

-- office_key is the other half of that lock.
CREATE FUNCTION office_key(p_town bigint, p_office text) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT hashtextextended(p_town::text || ' ' || p_office, 0)::bit(32)::integer $$;

-- lock_places waits until nobody else changes places of these offices on the days
-- of these times, and says what time it is then. Day 0 stands for all days of the
-- first office.
-- +goose StatementBegin
CREATE FUNCTION lock_places(p_town bigint, p_offices text[], p_times timestamptz[], p_all boolean DEFAULT false)
RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    FOR v IN SELECT DISTINCT office_key(p_town, u.office) AS office, civil_day(u.at) AS day
               FROM unnest(p_offices, p_times) u(office, at) WHERE u.office <> ''
             UNION SELECT office_key(p_town, p_offices[1]), 0 WHERE p_all
              ORDER BY 1, 2
    LOOP
        PERFORM pg_advisory_xact_lock(v.office, v.day);
    END LOOP;
    RETURN app_now();
END $$;
-- +goose StatementEnd

-- lock_owner has whoever may hold a place do one thing after the other, before any
-- day is locked: of two tabs that choose at the same moment the last one wins.
-- +goose StatementBegin
CREATE FUNCTION lock_owner(p_owner uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('hold ' || p_owner::text, 0));
END $$;
-- +goose StatementEnd

-- refuse_booking ends the transaction with the reason that the program tells.
-- +goose StatementBegin
CREATE FUNCTION refuse_booking(p_why text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'booking refused: %', p_why USING ERRCODE = 'CAT10', DETAIL = p_why;
END $$;
-- +goose StatementEnd

-- put_place puts a place on the first of some lanes where it has room, and returns
-- its number, NULL when there is none. Holds that have run out make way.
-- +goose StatementBegin
CREATE FUNCTION put_place(p allocation, p_desks bigint[], p_lanes smallint[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_now timestamptz := app_now();
    v_id  bigint;
BEGIN
    UPDATE allocation a SET state = 'expired', hold_expires_at = NULL
      FROM (SELECT DISTINCT unnest(p_desks) AS id) d
     WHERE a.town_id = p.town_id AND a.desk_id = d.id AND a.blocked && p.blocked
       AND a.state = 'held' AND a.hold_expires_at <= v_now;
    FOR i IN 1 .. coalesce(cardinality(p_desks), 0) LOOP
        INSERT INTO allocation (town_id, office, service, desk_id, lane, starts_at, ends_at, blocked, state,
                                booking_id, hold_owner, hold_kind, hold_proved, hold_started_at, hold_expires_at)
        VALUES (p.town_id, p.office, p.service, p_desks[i], p_lanes[i], p.starts_at, p.ends_at, p.blocked, p.state,
                p.booking_id, p.hold_owner, p.hold_kind, coalesce(p.hold_proved, false), p.hold_started_at, p.hold_expires_at)
        ON CONFLICT DO NOTHING RETURNING id INTO v_id;
        EXIT WHEN v_id IS NOT NULL;
    END LOOP;
    RETURN v_id;
END $$;
-- +goose StatementEnd

-- same_rules refuses who has seen rules that have changed since, and has the
-- rules stay until the end of the transaction. Version 0 has seen none.
-- +goose StatementBegin
CREATE FUNCTION same_rules(p_town bigint, p_office text, p_version bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM booking_office o
      WHERE o.town_id = p_town AND o.office = p_office AND p_version IN (0, o.version) FOR SHARE;
    IF NOT FOUND THEN
        PERFORM refuse_booking(CASE WHEN EXISTS (SELECT FROM booking_office o WHERE o.town_id = p_town AND o.office = p_office)
                                    THEN 'changed' ELSE 'unknown' END);
    END IF;
END $$;
-- +goose StatementEnd

-- save_draft keeps what a citizen has chosen so far.
-- +goose StatementBegin
CREATE FUNCTION save_draft(p_town bigint, p_conversation uuid, p_draft jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO booking_draft AS d (town_id, conversation_id, data) VALUES (p_town, p_conversation, p_draft)
    ON CONFLICT (town_id, conversation_id) DO UPDATE SET data = excluded.data, updated_at = app_now();
END $$;
-- +goose StatementEnd

-- kept_since is when a conversation first kept a place that it keeps now or kept
-- before, NULL for never: who lets a place go and takes it again gains no time by it.
-- When p_max has passed the place can be chosen again, at once by who has proved their
-- contact and after ten minutes by everybody else, so that others come first; p_keep,
-- which chooses nothing, can never have it then.
--
-- Raises CAT10 (hold_ended).
-- +goose StatementBegin
CREATE FUNCTION kept_since(p_town bigint, p_owner uuid, p_office text, p_starts timestamptz, p_max interval, p_proved boolean, p_keep boolean)
RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
    v_now   timestamptz := app_now();
    v_since timestamptz;
BEGIN
    SELECT max(a.hold_started_at) INTO v_since FROM allocation a
     WHERE a.town_id = p_town AND a.hold_owner = p_owner AND a.hold_kind = 'citizen' AND a.office = p_office AND a.starts_at = p_starts
       AND (a.state = 'held' OR a.state IN ('released', 'expired'));
    IF v_since + p_max > v_now THEN
        RETURN v_since;
    END IF;
    IF p_keep AND v_since IS NOT NULL OR NOT p_proved AND v_since + p_max + interval '10 minutes' > v_now THEN
        PERFORM refuse_booking('hold_ended');
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- hold_place keeps a place for a conversation, instead of the one it had, and
-- what it has chosen. The same place again lasts longer, up to p_max after it was first
-- kept (kept_since). While p_moving is being moved, a place that only it is in the way of is good, too:
-- it is not kept, for it cannot be, and o_id is NULL.
--
-- Raises CAT10 (see BookingProblem).
-- +goose StatementBegin
CREATE FUNCTION hold_place(
    p_town bigint, p_owner uuid, p_kind text, p_office text, p_service text, p_starts timestamptz, p_ends timestamptz,
    p_before interval, p_after interval, p_desks bigint[], p_lanes smallint[], p_version bigint,
    p_ttl interval, p_max interval, p_moving bigint, p_crowd integer, p_crowd_until timestamptz, p_keep boolean, p_draft jsonb,
    OUT o_id bigint, OUT o_until timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_now    timestamptz;
    v_old    allocation;
    v_mine   allocation;
    v        allocation;
    v_crowd  boolean := p_crowd_until > p_starts;
    v_since  timestamptz;
BEGIN
    PERFORM lock_owner(p_owner);
    SELECT a.* INTO v_old FROM allocation a WHERE a.town_id = p_town AND a.hold_owner = p_owner AND a.state = 'held';
    -- What is the conversation's own is read before the day is locked: others wait for that.
    v.hold_proved := EXISTS (SELECT FROM booking_draft d WHERE d.town_id = p_town AND d.conversation_id = p_owner AND d.proved <> '');
    v_since := kept_since(p_town, p_owner, p_office, p_starts, p_max, v.hold_proved, p_keep);
    v_now := lock_places(p_town, ARRAY[p_office, coalesce(v_old.office, '')], ARRAY[p_starts, v_old.starts_at], v_crowd);
    SELECT a.* INTO v_mine FROM allocation a
     WHERE a.town_id = p_town AND a.hold_owner = p_owner AND a.state = 'held' FOR UPDATE;
    IF p_starts <= v_now THEN
        PERFORM refuse_booking('past');
    END IF;

    v.hold_started_at := coalesce(v_since, v_now);
    IF (v_mine.office, v_mine.service, v_mine.starts_at, v_mine.ends_at) = (p_office, p_service, p_starts, p_ends) THEN
        IF v_mine.hold_kind = 'citizen' THEN
            v_mine.hold_started_at := v.hold_started_at;
        END IF;
        UPDATE allocation a
           SET hold_started_at = v_mine.hold_started_at,
               hold_expires_at = greatest(CASE WHEN a.hold_kind <> 'citizen' THEN a.hold_expires_at END,
                                          least(v_now + p_ttl, v_mine.hold_started_at + p_max))
         WHERE a.town_id = p_town AND a.id = v_mine.id
        RETURNING a.id, a.hold_expires_at INTO o_id, o_until;
        PERFORM save_draft(p_town, p_owner, p_draft);
        RETURN;
    END IF;

    PERFORM same_rules(p_town, p_office, p_version);
    IF v_crowd AND NOT v.hold_proved AND p_moving = 0 AND p_crowd <= (
        SELECT count(*) FROM allocation a
         WHERE a.town_id = p_town AND a.office = p_office AND a.state = 'held' AND a.hold_kind = 'citizen' AND NOT a.hold_proved
           AND a.starts_at > v_now AND a.starts_at < p_crowd_until AND a.hold_expires_at > v_now AND a.hold_owner <> p_owner) THEN
        PERFORM refuse_booking('crowded');
    END IF;
    UPDATE allocation a SET state = 'released', hold_expires_at = NULL, released_why = 'replaced'
     WHERE a.town_id = p_town AND a.id = v_mine.id;
    v.town_id := p_town; v.office := p_office; v.service := p_service; v.starts_at := p_starts; v.ends_at := p_ends;
    v.blocked := tstzrange(p_starts - p_before, p_ends + p_after);
    v.state := 'held'; v.hold_owner := p_owner; v.hold_kind := p_kind; v.hold_expires_at := least(v_now + p_ttl, v.hold_started_at + p_max);
    o_id := put_place(v, p_desks, p_lanes);
    o_until := v.hold_expires_at;
    IF o_id IS NULL THEN
        o_until := NULL;
        IF NOT EXISTS (
            SELECT FROM unnest(p_desks, p_lanes) s(desk, lane)
             WHERE p_moving <> 0 AND NOT EXISTS (
                SELECT FROM allocation a
                 WHERE a.town_id = p_town AND a.desk_id = s.desk AND a.lane = s.lane AND a.blocked && v.blocked
                   AND a.state IN ('held', 'booked') AND a.booking_id IS DISTINCT FROM p_moving)) THEN
            PERFORM refuse_booking('taken');
        END IF;
    END IF;
    PERFORM save_draft(p_town, p_owner, p_draft);
END $$;
-- +goose StatementEnd

-- take_place puts a booking on a place: the one its conversation has kept, when it
-- is that, or else the first lane with room. The day must be locked.
--
-- Raises CAT10.
-- +goose StatementBegin
CREATE FUNCTION take_place(
    p_town bigint, p_booking bigint, p_owner uuid, p_office text, p_service text, p_starts timestamptz, p_ends timestamptz,
    p_before interval, p_after interval, p_desks bigint[], p_lanes smallint[], p_version bigint,
    OUT o_id bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v allocation;
BEGIN
    UPDATE allocation a SET state = 'booked', booking_id = p_booking, hold_owner = NULL, hold_kind = NULL, hold_expires_at = NULL
     WHERE a.town_id = p_town AND a.hold_owner = p_owner AND a.state = 'held'
       AND (a.office, a.service, a.starts_at, a.ends_at) = (p_office, p_service, p_starts, p_ends)
    RETURNING a.id INTO o_id;
    IF o_id IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM same_rules(p_town, p_office, p_version);
    UPDATE allocation a SET state = 'released', hold_expires_at = NULL, released_why = 'replaced'
     WHERE a.town_id = p_town AND a.hold_owner = p_owner AND a.state = 'held';
    v.town_id := p_town; v.office := p_office; v.service := p_service; v.starts_at := p_starts; v.ends_at := p_ends;
    v.blocked := tstzrange(p_starts - p_before, p_ends + p_after); v.state := 'booked'; v.booking_id := p_booking;
    o_id := put_place(v, p_desks, p_lanes);
    IF o_id IS NULL THEN
        PERFORM refuse_booking('taken');
    END IF;
END $$;
-- +goose StatementEnd

-- may_book has whoever asks for an appointment wait for what else is done in their
-- name, and says what they have: what this request has made before, what they have
-- for the service, the soonest first, and what they have at that time. It comes
-- before any day is locked, so that nobody waits for these questions.
-- +goose StatementBegin
CREATE FUNCTION may_book(
    p_town bigint, p_owner uuid, p_request uuid, p_contact bytea, p_person bytea, p_service text,
    p_starts timestamptz, p_ends timestamptz, p_but bigint,
    OUT o_now timestamptz, OUT o_earlier bigint, OUT o_has bigint[], OUT o_overlaps bigint, OUT o_service jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_key bigint;
BEGIN
    PERFORM lock_owner(coalesce(p_owner, p_request)) WHERE coalesce(p_owner, p_request) IS NOT NULL;
    FOR v_key IN SELECT DISTINCT hashtextextended(encode(u.key, 'hex'), p_town) FROM unnest(ARRAY[p_contact, p_person]) u(key)
                  WHERE u.key IS NOT NULL ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(v_key);
    END LOOP;
    o_now := app_now();
    SELECT b.id INTO o_earlier FROM booking b WHERE b.town_id = p_town AND b.request_id = p_request AND b.erased_at IS NULL;
    SELECT coalesce(array_agg(b.id ORDER BY b.starts_at), '{}') INTO o_has FROM booking b
     WHERE b.town_id = p_town AND b.person_key = p_person AND b.service = p_service
       AND b.status IN ('booked', 'checked_in', 'serving') AND b.ends_at > o_now;
    SELECT b.id INTO o_overlaps FROM booking b
     WHERE b.town_id = p_town AND b.contact_key = p_contact AND b.status IN ('booked', 'checked_in', 'serving')
       AND tstzrange(b.starts_at, b.ends_at) && tstzrange(p_starts, p_ends) AND b.id <> p_but
     LIMIT 1;
    SELECT s.data INTO o_service FROM service s WHERE s.town_id = p_town AND s.slug = p_service;
END $$;
-- +goose StatementEnd

-- swap_place is the end of what changes a booking: its day is locked, the place it
-- has, if any, is let go, and the new one taken, if there is to be one (p_starts).
-- It ends the wishes that the booking has made idle: the person's for the service
-- (p_person), or those for something earlier than it. What was let go is returned,
-- and whether somebody waits for the service. p_draft ends its owner's draft, too.
--
-- Raises CAT10.
-- +goose StatementBegin
CREATE FUNCTION swap_place(
    p_town bigint, p_booking bigint, p_owner uuid, p_office text, p_service text, p_starts timestamptz, p_ends timestamptz,
    p_before interval, p_after interval, p_desks bigint[], p_lanes smallint[], p_version bigint,
    p_why text, p_person bytea, p_draft boolean,
    OUT o_office text, OUT o_service text, OUT o_desk bigint, OUT o_lane smallint, OUT o_starts timestamptz, OUT o_ends timestamptz,
    OUT o_before interval, OUT o_after interval, OUT o_waited boolean)
LANGUAGE plpgsql AS $$
DECLARE
    v_old  allocation;
    v_held allocation;
BEGIN
    SELECT a.* INTO v_old FROM allocation a WHERE a.town_id = p_town AND a.booking_id = p_booking AND a.state = 'booked';
    SELECT a.* INTO v_held FROM allocation a WHERE a.town_id = p_town AND a.hold_owner = p_owner AND a.state = 'held';
    PERFORM lock_places(p_town, ARRAY[coalesce(p_office, ''), coalesce(v_old.office, ''), coalesce(v_held.office, '')],
                        ARRAY[p_starts, v_old.starts_at, v_held.starts_at]);
    UPDATE allocation a SET state = 'released', released_why = p_why
     WHERE a.town_id = p_town AND a.booking_id = p_booking AND a.state = 'booked'
    RETURNING a.office, a.service, a.desk_id, a.lane, a.starts_at, a.ends_at, a.starts_at - lower(a.blocked), upper(a.blocked) - a.ends_at
      INTO o_office, o_service, o_desk, o_lane, o_starts, o_ends, o_before, o_after;
    IF p_starts IS NOT NULL THEN
        PERFORM take_place(p_town, p_booking, p_owner, p_office, p_service, p_starts, p_ends, p_before, p_after, p_desks, p_lanes, p_version);
    END IF;
    UPDATE waitlist w SET state = 'gone', offer_until = NULL
     WHERE w.town_id = p_town AND w.state IN ('waiting', 'offered')
       AND (w.person_key = p_person AND w.service = p_service AND w.booking_id IS NULL
            OR w.booking_id = p_booking AND (p_starts IS NULL OR lower(w.wanted) >= p_starts));
    IF p_draft THEN
        UPDATE allocation a SET state = 'released', hold_expires_at = NULL, released_why = 'left'
         WHERE a.town_id = p_town AND a.hold_owner = p_owner AND a.state = 'held';
        DELETE FROM booking_draft d WHERE d.town_id = p_town AND d.conversation_id = p_owner;
    END IF;
    o_waited := o_starts IS NOT NULL AND EXISTS (
        SELECT FROM waitlist w WHERE w.town_id = p_town AND w.service = o_service AND w.state = 'waiting');
END $$;
-- +goose StatementEnd

-- hold_offer keeps a place for a wish of the waiting list, until a time; NULL when
-- it is gone. The day must be locked.
-- +goose StatementBegin
CREATE FUNCTION hold_offer(
    p_town bigint, p_owner uuid, p_office text, p_service text, p_starts timestamptz, p_ends timestamptz,
    p_before interval, p_after interval, p_desks bigint[], p_lanes smallint[], p_until timestamptz)
RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v allocation;
BEGIN
    v.town_id := p_town; v.office := p_office; v.service := p_service; v.starts_at := p_starts; v.ends_at := p_ends;
    v.blocked := tstzrange(p_starts - p_before, p_ends + p_after);
    v.state := 'held'; v.hold_owner := p_owner; v.hold_kind := 'waitlist'; v.hold_proved := true;
    v.hold_started_at := app_now(); v.hold_expires_at := p_until;
    RETURN put_place(v, p_desks, p_lanes);
END $$;
-- +goose StatementEnd

-- keep_place has the place that a conversation holds last longer.
--
-- Raises CAT10 (hold_ended) when it has been kept for as long as can be.
-- +goose StatementBegin
CREATE FUNCTION keep_place(p_town bigint, p_owner uuid, p_ttl interval, p_max interval) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_now timestamptz := app_now();
BEGIN
    UPDATE allocation a SET hold_expires_at = least(v_now + p_ttl, a.hold_started_at + p_max)
     WHERE a.town_id = p_town AND a.hold_owner = p_owner AND a.state = 'held' AND a.hold_kind = 'citizen'
       AND a.hold_started_at + p_max > v_now;
    IF NOT FOUND AND EXISTS (SELECT FROM allocation a WHERE a.town_id = p_town AND a.hold_owner = p_owner
                                AND a.state = 'held' AND a.hold_kind = 'citizen') THEN
        PERFORM refuse_booking('hold_ended');
    END IF;
END $$;
-- +goose StatementEnd

-- order_code counts a code that is going to be mailed, or says from when one may be
-- again: when so many of the last hour and the last day to the address, and of the
-- last hour in the conversation, that there must be no more. Whoever orders codes for
-- the same address waits for the other one, so that none is counted by nobody.
-- +goose StatementBegin
CREATE FUNCTION order_code(p_town bigint, p_conversation uuid, p_key bytea, p_hour integer, p_day integer, p_talk integer)
RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
    v_until timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('code ' || encode(p_key, 'hex'), p_town));
    SELECT max(u.until) INTO v_until FROM (
        (SELECT c.at + interval '1 hour' AS until FROM code_order c
          WHERE c.town_id = p_town AND c.address_key = p_key ORDER BY c.at DESC OFFSET p_hour - 1 LIMIT 1)
        UNION ALL
        (SELECT c.at + interval '1 day' FROM code_order c
          WHERE c.town_id = p_town AND c.address_key = p_key ORDER BY c.at DESC OFFSET p_day - 1 LIMIT 1)
        UNION ALL
        (SELECT c.at + interval '1 hour' FROM code_order c
          WHERE c.town_id = p_town AND c.conversation_id = p_conversation ORDER BY c.at DESC OFFSET p_talk - 1 LIMIT 1)) u
     WHERE u.until > app_now();
    IF v_until IS NULL THEN
        INSERT INTO code_order (town_id, address_key, conversation_id) VALUES (p_town, p_key, p_conversation);
    END IF;
    RETURN v_until;
END $$;
-- +goose StatementEnd

-- Who has chosen a time and then goes to a person keeps the place for an hour, and
-- the desk sees that it is theirs to give. A row that somebody is changing at this
-- moment is left to the sweep: to wait for it here, with the conversation locked,
-- could be a deadlock.
-- +goose StatementBegin
CREATE FUNCTION hold_for_operator() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE allocation a SET hold_kind = 'operator', hold_expires_at = greatest(a.hold_expires_at, app_now() + interval '60 minutes')
     WHERE (a.town_id, a.id) = (SELECT h.town_id, h.id FROM allocation h
                                 WHERE h.town_id = NEW.town_id AND h.hold_owner = NEW.id AND h.state = 'held' AND h.hold_kind = 'citizen'
                                   FOR UPDATE SKIP LOCKED);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER conversation_holds AFTER UPDATE OF state ON conversation
    FOR EACH ROW WHEN (OLD.state = 'bot' AND NEW.state NOT IN ('bot', 'closed')) EXECUTE FUNCTION hold_for_operator();

-- The last offers of a wish: at most three a week.
ALTER TABLE waitlist ADD COLUMN offered_at timestamptz[] NOT NULL DEFAULT '{}';
CREATE INDEX waitlist_booking ON waitlist (town_id, booking_id) WHERE state IN ('waiting', 'offered');

-- booking_now is a booking with the lane it is on, while it is on one. One that was
-- erased is not in it: its code opens nothing.
CREATE VIEW booking_now AS
SELECT b.town_id, b.id, b.uid::text AS uid, b.code, b.service, b.office, coalesce(a.desk_id, 0)::bigint AS desk_id, coalesce(a.lane, 0)::smallint AS lane,
       b.starts_at, b.ends_at, b.status, b.revision, b.moves, b.calls, b.name, b.email, b.phone, b.tax_code, b.verified, b.note,
       coalesce(b.conversation_id::text, '')::text AS conversation_id, b.lang, b.unreachable, b.created_at, b.arrived_at, b.manage_sha256, b.request_id, b.card, b.external
  FROM booking b
  LEFT JOIN allocation a ON a.town_id = b.town_id AND a.booking_id = b.id AND a.state = 'booked'
 WHERE b.erased_at IS NULL;

-- The bot reads what was told of appointments with what was said before: receive_message
-- gives it the events of both kinds.
-- +goose StatementBegin
DO $$ BEGIN
    EXECUTE regexp_replace(pg_get_functiondef('receive_message'::regproc),
        '([be])\.seq < o_turn AND \1\.kind = ''message''', '\1.seq < o_turn AND \1.kind IN (''message'', ''booking'')', 'g');
END $$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
    EXECUTE regexp_replace(pg_get_functiondef('receive_message'::regproc),
        '([be])\.seq < o_turn AND \1\.kind IN \(''message'', ''booking''\)', '\1.seq < o_turn AND \1.kind = ''message''', 'g');
END $$;
-- +goose StatementEnd
DROP VIEW booking_now;
DROP INDEX waitlist_booking;
ALTER TABLE waitlist DROP COLUMN offered_at;
DROP TRIGGER conversation_holds ON conversation;
DROP FUNCTION hold_for_operator;
DROP FUNCTION order_code;
DROP FUNCTION keep_place;
DROP FUNCTION hold_offer;
DROP FUNCTION swap_place;
DROP FUNCTION may_book;
DROP FUNCTION take_place;
DROP FUNCTION hold_place;
DROP FUNCTION kept_since;
DROP FUNCTION save_draft;
DROP FUNCTION same_rules;
DROP FUNCTION put_place;
DROP FUNCTION refuse_booking;
DROP FUNCTION lock_owner;
DROP FUNCTION lock_places;
DROP FUNCTION office_key;
DROP FUNCTION civil_day;
