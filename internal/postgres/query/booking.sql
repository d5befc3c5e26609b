-- name: BookingByID :one
-- One booking, unless it was erased.
SELECT * FROM booking_now WHERE town_id = @town_id AND id = @id;

-- name: BookingByCode :one
-- The booking with a code.
SELECT * FROM booking_now WHERE town_id = @town_id AND code = @code;

-- name: BookingByToken :one
-- The booking whose page has a secret with this hash in its address.
SELECT * FROM booking_now WHERE manage_sha256 = @hash;

-- name: BookingByRequest :one
-- The booking that a request has made.
SELECT * FROM booking_now WHERE town_id = @town_id AND request_id = @request_id;

-- name: BookingsOfDay :many
-- The bookings of an office, or of all, that begin between two times.
SELECT * FROM booking_now
 WHERE town_id = @town_id AND (@office::text = '' OR office = @office) AND starts_at >= @since AND starts_at < @before
 ORDER BY starts_at, desk_id, lane, id;

-- name: BookingsOfConversation :many
-- What somebody has agreed in a conversation, and is to come.
SELECT * FROM booking_now
 WHERE town_id = @town_id AND conversation_id = @conversation_id::text AND status IN ('booked', 'checked_in', 'serving') AND ends_at > app_now()
 ORDER BY starts_at;

-- name: LockBooking :one
-- A booking that is going to be changed.
SELECT status, revision, moves, starts_at, ends_at, office, service, coalesce(conversation_id::text, '')::text AS conversation_id,
       contact_key, (email <> '')::boolean AS mails, app_now()::timestamptz AS now
  FROM booking WHERE town_id = @town_id AND id = @id AND erased_at IS NULL FOR NO KEY UPDATE;

-- name: LockPlaces :one
-- The day of an office, and of another one, before anything is changed there.
SELECT lock_places(@town_id, @offices::text[], @times::timestamptz[])::timestamptz AS now;

-- name: LockPersons :exec
-- A person's appointments are counted one after the other.
SELECT pg_advisory_xact_lock(k.key)
  FROM (SELECT DISTINCT hashtextextended(encode(u.key, 'hex'), @town_id::bigint) AS key FROM unnest(@keys::bytea[]) u(key) ORDER BY 1) k;

-- name: ServiceRules :one
-- A service as the town's files have it.
SELECT data FROM service WHERE town_id = @town_id AND slug = @service;

-- name: OfficeData :one
-- An office as the town's files have it.
SELECT data FROM office WHERE town_id = @town_id AND slug = @office;

-- name: LimitingBookings :many
-- What a person has for a service already, the soonest first.
SELECT id FROM booking
 WHERE town_id = @town_id AND person_key = @person_key::bytea AND service = @service
   AND status IN ('booked', 'checked_in', 'serving') AND ends_at > app_now()
 ORDER BY starts_at;

-- name: OverlappingBooking :one
-- What somebody has at that time already.
SELECT id FROM booking
 WHERE town_id = @town_id AND contact_key = @contact_key::bytea AND status IN ('booked', 'checked_in', 'serving')
   AND tstzrange(starts_at, ends_at) && tstzrange(@starts_at::timestamptz, @ends_at::timestamptz) AND id <> @not_id
 LIMIT 1;

-- name: InsertBooking :one
-- Makes the booking. Its place is taken by the next statement.
INSERT INTO booking (town_id, uid, code, office, service, contact_key, person_key, name, email, phone, tax_code, verified, note,
                     conversation_id, lang, status, starts_at, ends_at, manage_sha256, request_id, made_by)
VALUES (@town_id, @request_id, @code, @office, @service, sqlc.narg('contact_key'), sqlc.narg('person_key'), @name, @email, @phone, @tax_code,
        @verified, @note, nullif(@conversation_id::text, '')::uuid, @lang, 'booked', @starts_at, @ends_at, @manage_sha256, @request_id, @made_by)
RETURNING id;

-- name: TakePlace :one
-- Puts a booking on its place, or raises CAT10.
SELECT coalesce(take_place(@town_id, @booking_id, nullif(@owner::text, '')::uuid, @office, @service, @starts_at, @ends_at,
                  @before::interval, @after::interval, @desks::bigint[], @lanes::smallint[], @version), 0)::bigint AS id;

-- name: ReleasePlace :one
-- Lets a booking's place go.
UPDATE allocation SET state = 'released', released_why = @why::text
 WHERE town_id = @town_id AND booking_id = @booking_id::bigint AND state = 'booked'
RETURNING office, service, desk_id, lane, starts_at, ends_at,
          (starts_at - lower(blocked))::interval AS before, (upper(blocked) - ends_at)::interval AS after;

-- name: MoveBooking :one
-- Gives a booking its new time.
UPDATE booking SET office = @office, starts_at = @starts_at, ends_at = @ends_at, revision = revision + @step::integer, moves = moves + @moved::integer,
       unreachable = unreachable AND @step = 0
 WHERE town_id = @town_id AND id = @id
RETURNING revision;

-- name: CancelBooking :one
-- Ends a booking of the revision that was seen.
UPDATE booking SET status = @status::text, revision = revision + 1, ended_at = app_now()
 WHERE town_id = @town_id AND id = @id AND status IN ('booked', 'checked_in') AND revision = @seen
RETURNING revision;

-- name: NoteBooking :exec
-- The history of a booking.
INSERT INTO booking_event (town_id, booking_id, actor, what, revision, detail)
VALUES (@town_id, @booking_id, @actor, @what, @revision, @detail);

-- name: VoidNotices :exec
-- What was to be told of an older revision.
UPDATE notice SET state = 'void' WHERE town_id = @town_id AND booking_id = @booking_id AND revision < @revision AND state = 'due';

-- name: VoidAllNotices :exec
-- There is nobody any more to tell.
UPDATE notice SET state = 'void' WHERE town_id = @town_id AND booking_id = @booking_id AND state = 'due';

-- name: InsertNotices :many
-- What is to be told of a booking. One that is there already is not told again.
INSERT INTO notice (town_id, booking_id, revision, kind, channel, due_at)
SELECT @town_id, @booking_id, @revision, unnest(@kinds::text[]), unnest(@channels::text[]), unnest(@dues::timestamptz[])
ON CONFLICT DO NOTHING
RETURNING kind, channel, (clock_timestamp() + (due_at - app_now()))::timestamptz AS at;

-- name: ShareBooking :one
-- A booking, which stays as it is until the end of the transaction.
SELECT revision, status FROM booking WHERE town_id = @town_id AND id = @id AND erased_at IS NULL FOR SHARE;

-- name: NoticeState :one
-- A notice, which nobody else sends meanwhile. Its booking is locked before.
SELECT state FROM notice
 WHERE town_id = @town_id AND booking_id = @booking_id AND revision = @revision AND kind = @kind AND channel = @channel
   FOR UPDATE;

-- name: SendAgain :one
-- Tells the same once more, at the citizen's wish; no row when that was just done.
INSERT INTO notice AS n (town_id, booking_id, revision, kind, channel, due_at)
VALUES (@town_id, @booking_id, @revision, 'again', @channel, app_now())
ON CONFLICT (town_id, booking_id, revision, kind, channel) DO UPDATE SET state = 'due', due_at = app_now()
   WHERE n.state IN ('sent', 'failed') AND n.due_at < app_now() - interval '2 minutes'
RETURNING revision;

-- name: EndNotice :exec
-- What became of a notice.
UPDATE notice SET state = @state, sent_at = CASE WHEN @state = 'sent' THEN app_now() END
 WHERE town_id = @town_id AND booking_id = @booking_id AND revision = @revision AND kind = @kind AND channel = @channel AND state = 'due';

-- name: MarkUnreachable :exec
-- A notice could not be delivered.
UPDATE booking SET unreachable = true WHERE town_id = @town_id AND id = @id AND NOT unreachable;

-- name: AppendBooking :one
-- Says in a conversation what became of an appointment, once.
SELECT r.o_seq::bigint AS seq, r.o_cseq::bigint AS cseq, r.o_epoch::integer AS epoch, r.o_at::timestamptz AS at, r.o_body::json AS body, r.o_dup::boolean AS dup
  FROM append_event(@town_id, @conversation_id, sqlc.narg('epoch'), @actor, 'booking', false, @client_id, @body) r;

-- name: EraseBookingData :execrows
-- Forgets whom a booking was for. Its code and the address of its page open
-- nothing any more.
UPDATE booking SET contact_key = NULL, person_key = NULL, name = '', email = '', phone = '', tax_code = '', note = '',
       conversation_id = NULL, unreachable = false, manage_sha256 = sha256(uuid_send(gen_random_uuid())), erased_at = app_now()
 WHERE town_id = @town_id AND id = @id AND erased_at IS NULL;

-- name: EraseBookingDetails :exec
-- What the history of a booking says in an operator's own words.
UPDATE booking_event SET detail = '{}' WHERE town_id = @town_id AND booking_id = @booking_id;

-- name: OldBookings :many
-- Bookings that ended long ago and still say whom they were for.
SELECT town_id, id FROM booking WHERE erased_at IS NULL AND ends_at < app_now() - @ended::interval LIMIT 500;

-- name: BookingsToErase :many
-- What was agreed in a conversation, also what is over.
SELECT id FROM booking WHERE town_id = @town_id AND conversation_id = @conversation_id::uuid AND erased_at IS NULL ORDER BY id;
