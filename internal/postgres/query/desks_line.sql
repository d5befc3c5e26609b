-- name: MoveBookingOn :one
-- A deed at the desk: from the status that was seen to the next one. No row when
-- it is over, or somebody else was faster.
UPDATE booking b
   SET status = @status::text,
       calls = CASE WHEN @status IN ('booked', 'checked_in') AND @deed::text = 'undo' THEN 0 WHEN @deed = 'call' THEN b.calls + 1 ELSE b.calls END,
       arrived_at = CASE WHEN @status IN ('checked_in', 'serving', 'done') AND @deed NOT IN ('call', 'early') THEN coalesce(b.arrived_at, app_now())
                         WHEN @status = 'booked' THEN NULL ELSE b.arrived_at END,
       serving_at = CASE WHEN @status = 'serving' THEN coalesce(b.serving_at, app_now()) WHEN @status IN ('booked', 'checked_in') THEN NULL ELSE b.serving_at END,
       ended_at = CASE WHEN @status IN ('done', 'no_show') THEN app_now() ELSE NULL END
 WHERE b.town_id = @town_id AND b.id = @id AND b.status = @seen::text AND b.calls = @calls
   AND b.starts_at >= @since AND b.starts_at < @before AND b.erased_at IS NULL
RETURNING b.revision, b.calls, b.office, coalesce(b.conversation_id::text, '')::text AS conversation_id;

-- name: NoteBookingDeed :exec
-- The history of a booking.
INSERT INTO booking_event (town_id, booking_id, actor, what, revision, detail)
VALUES (@town_id, @booking_id, @actor, @what, @revision, @detail);

-- name: BookingHistory :many
-- What happened to a booking, the oldest first.
SELECT e.at, e.actor, coalesce(o.name, '')::text AS by_name, e.what, e.detail
  FROM booking_event e
  LEFT JOIN operator o ON e.actor = 'operator:' || o.id
 WHERE e.town_id = @town_id AND e.booking_id = @booking_id
 ORDER BY e.id;

-- name: FindBookings :many
-- The bookings whose person's name holds some words, around a day.
SELECT id FROM booking
 WHERE town_id = @town_id AND starts_at >= @since AND starts_at < @before AND erased_at IS NULL
   AND position(lower(@words::text) IN lower(name)) > 0
 ORDER BY starts_at, id
 LIMIT 30;

-- name: LockTickets :exec
-- Numbers are given one after the other.
SELECT pg_advisory_xact_lock(hashtextextended('ticket ' || @town_id::text || ' ' || @office::text, 0));

-- name: InsertTicket :one
-- The next number of the day.
INSERT INTO ticket (town_id, office, day, number, service, note)
VALUES (@town_id, @office, @day, (SELECT coalesce(max(t.number), 0) + 1 FROM ticket t WHERE t.town_id = @town_id AND t.office = @office AND t.day = @day),
        nullif(@service::text, ''), @note)
RETURNING id, number, arrived_at;

-- name: Tickets :many
-- The numbers of a day.
SELECT id, number, coalesce(service, '')::text AS service, note, status, coalesce(desk_id, 0)::bigint AS desk_id, calls, arrived_at, serving_at
  FROM ticket
 WHERE ticket.town_id = @town_id AND ticket.office = @office AND ticket.day = @day
 ORDER BY number;

-- name: ForgetTickets :exec
-- Forgets the names on the numbers of days that are over.
UPDATE ticket SET note = '' WHERE note <> '' AND arrived_at < app_now() - @idle::interval;

-- name: MoveTicketOn :one
-- A deed about a number, from what was seen to what comes next.
UPDATE ticket t
   SET status = @status::text,
       calls = CASE WHEN @deed::text = 'undo' AND @status = 'waiting' THEN 0 WHEN @deed = 'call' THEN t.calls + 1 ELSE t.calls END,
       desk_id = coalesce(nullif(@desk_id::bigint, 0), t.desk_id),
       serving_at = CASE WHEN @status = 'serving' THEN coalesce(t.serving_at, app_now()) WHEN @status = 'waiting' THEN NULL ELSE t.serving_at END,
       ended_at = CASE WHEN @status IN ('done', 'gone') THEN app_now() ELSE NULL END
 WHERE t.town_id = @town_id AND t.id = @id AND t.status = @seen::text AND t.calls = @calls AND t.day = @day
RETURNING t.office;

-- name: BookingOutcomes :many
-- What became of the appointments of a period.
SELECT service, office, status, extract(epoch FROM starts_at - created_at)::double precision AS lead
  FROM booking
 WHERE town_id = @town_id AND starts_at >= @since AND starts_at < @before
 ORDER BY service, office;

-- name: LiveBookingsOf :many
-- What a person has still to come, to be weighed against what they ask for.
SELECT id, code, service, office, starts_at, ends_at, coalesce(person_key = sqlc.narg('person_key')::bytea, false)::boolean AS same_person
  FROM booking
 WHERE town_id = @town_id AND status IN ('booked', 'checked_in', 'serving') AND ends_at > app_now()
   AND (person_key = sqlc.narg('person_key')::bytea OR contact_key = sqlc.narg('contact_key')::bytea)
 ORDER BY starts_at;
