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
-- What somebody has agreed in a conversation, or in others of their chat, and is to
-- come, or would be had it not been cancelled.
SELECT n.* FROM booking_now n
  JOIN booking b ON b.town_id = n.town_id AND b.id = n.id
 WHERE b.town_id = @town_id AND b.conversation_id = ANY(ARRAY(SELECT same_chat(@town_id, (@conversation_id::text)::uuid)))
   AND n.status IN ('booked', 'checked_in', 'serving', 'cancelled_citizen', 'cancelled_office') AND n.ends_at > app_now()
 ORDER BY n.starts_at;

-- name: ChatKnown :one
-- The chat that knows the person of a conversation; none where the channel does not.
SELECT coalesce((SELECT c.chat FROM conversation c
                  WHERE c.town_id = @town_id AND c.id = (@conversation_id::text)::uuid AND c.channel = 'telegram'), '')::text AS chat;

-- name: TellIn :one
-- Where something is said that concerns a conversation.
SELECT tell_in(@town_id, (@conversation_id::text)::uuid, (@new_id::text)::uuid)::text AS conversation_id;

-- name: LockBooking :one
-- A booking that is going to be changed.
SELECT b.status, b.revision, b.moves, b.starts_at, b.ends_at, b.office, b.service, coalesce(b.conversation_id::text, '')::text AS conversation_id,
       b.contact_key, (b.email <> '')::boolean AS mails, b.external, app_now()::timestamptz AS now, s.data AS rules
  FROM booking b JOIN service s ON s.town_id = b.town_id AND s.slug = b.service
 WHERE b.town_id = @town_id AND b.id = @id AND b.erased_at IS NULL FOR NO KEY UPDATE OF b;

-- name: LockPlaces :one
-- The day of an office, and of another one, before anything is changed there.
SELECT lock_places(@town_id, @offices::text[], @times::timestamptz[])::timestamptz AS now;

-- name: OfficeData :one
-- An office as the town's files have it.
SELECT data FROM office WHERE town_id = @town_id AND slug = @office;

-- name: OverlappingBooking :one
-- What somebody has at that time already.
SELECT id FROM booking
 WHERE town_id = @town_id AND contact_key = @contact_key::bytea AND status IN ('booked', 'checked_in', 'serving')
   AND tstzrange(starts_at, ends_at) && tstzrange(@starts_at::timestamptz, @ends_at::timestamptz) AND id <> @not_id
 LIMIT 1;

-- name: NoteBooking :exec
-- The history of a booking.
INSERT INTO booking_event (town_id, booking_id, actor, what, revision, detail)
VALUES (@town_id, @booking_id, @actor, @what, @revision, @detail);

-- name: VoidAllNotices :exec
-- There is nobody any more to tell.
UPDATE notice SET state = 'void' WHERE town_id = @town_id AND booking_id = @booking_id AND state IN ('due', 'sending');

-- name: ShareBooking :one
-- A booking, which stays as it is until the end of the transaction.
SELECT revision, status FROM booking WHERE town_id = @town_id AND id = @id AND erased_at IS NULL FOR SHARE;

-- name: NoticeState :one
-- A notice, which nobody else changes meanwhile. Its booking is locked before. Whoever
-- was sending it and has not ended in time is dead.
SELECT CASE WHEN state = 'sending' AND sent_at <= app_now() - @dead::interval THEN 'due' ELSE state END::text AS state FROM notice
 WHERE town_id = @town_id AND booking_id = @booking_id AND revision = @revision AND kind = @kind AND channel = @channel
   FOR UPDATE;

-- name: ClaimNotice :exec
-- From now on it counts as told: it was true at this moment.
UPDATE notice SET state = 'sending', sent_at = app_now()
 WHERE town_id = @town_id AND booking_id = @booking_id AND revision = @revision AND kind = @kind AND channel = @channel;

-- name: EndSending :exec
-- What became of a notice that was being sent. One that did not leave is due again,
-- unless the booking has changed: it is locked before.
UPDATE notice n SET state = CASE WHEN @sent::boolean THEN 'sent' WHEN b.revision = n.revision THEN 'due' ELSE 'void' END,
       sent_at = CASE WHEN @sent THEN n.sent_at END
  FROM booking b
 WHERE b.town_id = n.town_id AND b.id = n.booking_id
   AND n.town_id = @town_id AND n.booking_id = @booking_id AND n.revision = @revision AND n.kind = @kind AND n.channel = @channel AND n.state = 'sending';

-- name: SendAgain :one
-- Tells the same once more, at the citizen's wish; no row when that was just done.
INSERT INTO notice AS n (town_id, booking_id, revision, kind, channel, due_at)
VALUES (@town_id, @booking_id, @revision, 'again', @channel, app_now())
ON CONFLICT (town_id, booking_id, revision, kind, channel) DO UPDATE SET state = 'due', due_at = app_now()
   WHERE n.state IN ('sent', 'failed') AND n.due_at < app_now() - interval '2 minutes'
RETURNING revision;

-- name: WhyCancelled :one
-- What the office says of why it has cancelled a booking.
SELECT coalesce(detail ->> 'reason', '')::text AS reason FROM booking_event
 WHERE town_id = @town_id AND booking_id = @booking_id AND revision = @revision AND what = 'cancelled_office'
 ORDER BY id DESC LIMIT 1;

-- name: EndNotice :exec
-- What became of a notice.
UPDATE notice SET state = @state, sent_at = CASE WHEN @state = 'sent' THEN app_now() END
 WHERE town_id = @town_id AND booking_id = @booking_id AND revision = @revision AND kind = @kind AND channel = @channel AND state IN ('due', 'sending');

-- name: MarkUnreachable :exec
-- A notice could not be delivered.
WITH b AS (
    UPDATE booking k SET unreachable = true WHERE k.town_id = @town_id AND k.id = @id AND NOT k.unreachable AND k.erased_at IS NULL
    RETURNING k.town_id, k.id, k.revision)
INSERT INTO booking_event (town_id, booking_id, actor, what, revision, detail)
SELECT b.town_id, b.id, 'system', 'unreachable', b.revision, jsonb_build_object('reason', @channel::text) FROM b;

-- name: BounceNotice :one
-- A mail came back that had been taken: its notice has failed, and the person is not
-- to be reached. One that is sent again meanwhile stays so.
WITH n AS (
    UPDATE notice o SET state = 'failed', sent_at = NULL
     WHERE o.town_id = @town_id AND o.booking_id = @id AND o.revision = @revision AND o.kind = @kind AND o.channel = @channel AND o.state = 'sent'),
b AS (
    UPDATE booking k SET unreachable = true WHERE k.town_id = @town_id AND k.id = @id AND k.erased_at IS NULL
    RETURNING k.town_id, k.id, k.revision),
told AS (
    INSERT INTO booking_event (town_id, booking_id, actor, what, revision, detail)
    SELECT b.town_id, b.id, 'system', 'unreachable', b.revision, jsonb_build_object('reason', @channel) FROM b)
SELECT EXISTS (SELECT FROM b)::boolean AS known;

-- name: AppendBooking :one
-- Says in a conversation what became of an appointment, once.
SELECT r.o_seq::bigint AS seq, r.o_cseq::bigint AS cseq, r.o_epoch::integer AS epoch, r.o_at::timestamptz AS at, r.o_body::json AS body, r.o_dup::boolean AS dup
  FROM append_event(@town_id, @conversation_id, sqlc.narg('epoch'), @actor, 'booking', false, @client_id, @body) r;

-- name: EraseBookingData :execrows
-- Forgets whom a booking was for. Its code and the address of its page open
-- nothing any more.
UPDATE booking SET contact_key = NULL, person_key = NULL, name = '', email = '', phone = '', tax_code = '', note = '', card = '',
       conversation_id = NULL, unreachable = false, manage_sha256 = sha256(uuid_send(gen_random_uuid())), erased_at = app_now()
 WHERE town_id = @town_id AND id = @id AND erased_at IS NULL;

-- name: EraseBookingDetails :exec
-- What the history of a booking says in an operator's own words.
UPDATE booking_event SET detail = '{}' WHERE town_id = @town_id AND booking_id = @booking_id;

-- name: OldBookings :many
-- Bookings that ended long ago and still say whom they were for.
SELECT town_id, id FROM booking WHERE erased_at IS NULL AND ends_at < app_now() - @ended::interval LIMIT 500;

-- name: AgreedInConversation :many
-- What was agreed in a conversation, also what is over; where the channel knows the
-- person, in all of theirs.
SELECT * FROM booking_now
 WHERE town_id = @town_id AND conversation_id IN (SELECT c::text FROM same_chat(@town_id, (@conversation_id::text)::uuid) c)
 ORDER BY starts_at, id;

-- name: BookingsToErase :many
-- What was agreed in a conversation, also what is over.
SELECT id FROM booking WHERE town_id = @town_id AND conversation_id = @conversation_id::uuid AND erased_at IS NULL ORDER BY id;

-- name: MayBook :one
-- What somebody has who asks for an appointment, and the rules of the service.
SELECT m.o_now::timestamptz AS now, coalesce(m.o_earlier, 0)::bigint AS earlier, m.o_has::bigint[] AS has, coalesce(m.o_overlaps, 0)::bigint AS overlaps,
       coalesce(m.o_service, '{}')::jsonb AS rules, (m.o_service IS NOT NULL)::boolean AS known
  FROM may_book(@town_id, nullif(@owner::text, '')::uuid, nullif(@request_id::text, '')::uuid, sqlc.narg('contact_key'), sqlc.narg('person_key'),
                @service, @starts_at, @ends_at, @but) m;

-- name: NewBooking :many
-- Makes the booking, with the first line of its history and what is to be told of
-- it. Its place is taken last.
WITH b AS (
    INSERT INTO booking (town_id, uid, code, office, service, card, external, contact_key, person_key, name, email, phone, tax_code, verified, note,
                         conversation_id, lang, status, starts_at, ends_at, manage_sha256, request_id, made_by)
    VALUES (@town_id, @request_id, @code, @office, @service, @card, @external, sqlc.narg('contact_key'), sqlc.narg('person_key'), @name, @email, @phone, @tax_code,
            @verified, @note, nullif(@conversation_id::text, '')::uuid, @lang, 'booked', @starts_at, @ends_at, @manage_sha256, @request_id, @made_by)
    RETURNING town_id, id),
e AS (
    INSERT INTO booking_event (town_id, booking_id, actor, what, revision, detail)
    SELECT b.town_id, b.id, @made_by, 'booked', 0, @detail FROM b),
n AS (
    INSERT INTO notice (town_id, booking_id, revision, kind, channel, due_at)
    SELECT b.town_id, b.id, 0, unnest(@kinds::text[]), unnest(@channels::text[]), unnest(@dues::timestamptz[]) FROM b
    RETURNING kind, channel, due_at)
SELECT b.id, 0::integer AS revision, coalesce(n.kind, '')::text AS kind, coalesce(n.channel, '')::text AS channel,
       coalesce(clock_timestamp() + (n.due_at - app_now()), 'epoch')::timestamptz AS at
  FROM b LEFT JOIN n ON true;

-- name: ChangeBooking :many
-- Gives a locked booking its new time or status, with a line of history; what was
-- to be told before is dropped, and what is to be told now is written down.
WITH b AS (
    UPDATE booking k
       SET status = @status::text, office = @office, starts_at = @starts_at, ends_at = @ends_at,
           revision = k.revision + @step::integer, moves = k.moves + @moved::integer, unreachable = k.unreachable AND @step = 0,
           ended_at = CASE WHEN @status LIKE 'cancelled%' THEN app_now() ELSE k.ended_at END
     WHERE k.town_id = @town_id AND k.id = @id
    RETURNING k.town_id, k.id, k.revision),
e AS (
    INSERT INTO booking_event (town_id, booking_id, actor, what, revision, detail)
    SELECT b.town_id, b.id, @actor, @what, b.revision, @detail FROM b),
v AS (
    UPDATE notice o SET state = 'void' FROM b
     WHERE o.town_id = b.town_id AND o.booking_id = b.id AND o.revision < b.revision AND o.state = 'due'),
n AS (
    INSERT INTO notice (town_id, booking_id, revision, kind, channel, due_at)
    SELECT b.town_id, b.id, b.revision, unnest(@kinds::text[]), unnest(@channels::text[]), unnest(@dues::timestamptz[]) FROM b
    ON CONFLICT DO NOTHING
    RETURNING kind, channel, due_at)
SELECT b.id, b.revision, coalesce(n.kind, '')::text AS kind, coalesce(n.channel, '')::text AS channel,
       coalesce(clock_timestamp() + (n.due_at - app_now()), 'epoch')::timestamptz AS at
  FROM b LEFT JOIN n ON true;

-- name: SwapPlace :one
-- Lets a booking's place go and takes the new one, or raises CAT10.
SELECT coalesce(f.o_office, '')::text AS office, coalesce(f.o_service, '')::text AS service, coalesce(f.o_desk, 0)::bigint AS desk_id,
       coalesce(f.o_lane, 0)::smallint AS lane, coalesce(f.o_starts, 'epoch')::timestamptz AS starts_at, coalesce(f.o_ends, 'epoch')::timestamptz AS ends_at,
       coalesce(f.o_before, '0')::interval AS before, coalesce(f.o_after, '0')::interval AS after, f.o_waited::boolean AS waited
  FROM swap_place(@town_id, @booking_id, nullif(@owner::text, '')::uuid, nullif(@office::text, ''), @service,
                  sqlc.narg('starts_at')::timestamptz, sqlc.narg('ends_at')::timestamptz, @before::interval, @after::interval,
                  @desks::bigint[], @lanes::smallint[], @version, @why, sqlc.narg('person_key'), @draft) f;
