-- name: HoldPlace :one
-- Keeps a place for a conversation and what it has chosen, or raises CAT10.
SELECT coalesce(h.o_id, 0)::bigint AS id, coalesce(h.o_until, 'epoch')::timestamptz AS until
  FROM hold_place(@town_id, @owner, @kind, @office, @service, @starts_at, @ends_at, @before::interval, @after::interval,
                  @desks::bigint[], @lanes::smallint[], @version, @ttl::interval, @longest::interval, @moving, @crowd, @crowd_until, @keep, @draft) h;

-- name: KeepPlace :exec
-- Has a place last longer, or raises CAT10.
SELECT keep_place(@town_id, @owner, @ttl::interval, @longest::interval);

-- name: LetPlaceGo :exec
-- Ends what a conversation holds.
UPDATE allocation SET state = 'released', hold_expires_at = NULL, released_why = @why::text
 WHERE town_id = @town_id AND hold_owner = @owner::uuid AND state = 'held';

-- name: LockOwner :exec
-- Whoever may hold a place does one thing after the other.
SELECT lock_owner(@owner);

-- name: HeldPlace :one
-- The place that a conversation holds, also when it has run out and nobody has
-- come.
SELECT office, service, starts_at, ends_at, hold_kind::text AS kind, hold_expires_at::timestamptz AS until,
       (hold_expires_at > app_now())::boolean AS live
  FROM allocation WHERE town_id = @town_id AND hold_owner = @owner::uuid AND state = 'held';

-- name: TakenPlaces :many
-- What is taken at an office between two times, with what has run out and is
-- still its owner's.
SELECT desk_id, lane, lower(blocked)::timestamptz AS since, upper(blocked)::timestamptz AS before, (state = 'held')::boolean AS held,
       coalesce(hold_owner::text, '')::text AS owner, coalesce(booking_id, 0)::bigint AS booking_id,
       (hold_proved OR coalesce(hold_kind, '') <> 'citizen')::boolean AS proved,
       coalesce(hold_expires_at, 'epoch')::timestamptz AS until
  FROM allocation
 WHERE town_id = @town_id AND office = @office AND state IN ('held', 'booked')
   AND starts_at >= sqlc.arg('since')::timestamptz - interval '1 day' AND starts_at < sqlc.arg('before')::timestamptz + interval '1 day'
   AND blocked && tstzrange(@since, @before)
 ORDER BY starts_at;

-- name: SaveBookingDraft :exec
-- Keeps what a citizen has chosen so far.
SELECT save_draft(@town_id, @conversation_id, @data);

-- name: BookingDraftOf :one
-- What a citizen has chosen so far.
SELECT data, proved FROM booking_draft WHERE town_id = @town_id AND conversation_id = @conversation_id;

-- name: EndBookingDraft :exec
-- Forgets it.
DELETE FROM booking_draft WHERE town_id = @town_id AND conversation_id = @conversation_id;

-- name: NewCheck :one
-- Begins to prove an address with the next code of the draft; none after three.
UPDATE booking_draft
   SET check_try = check_try + 1, check_nonce = uuid_send(gen_random_uuid()), check_address = @address::text,
       check_until = app_now() + @ttl::interval, check_tries = 0
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND check_try < @most::smallint
RETURNING check_try;

-- name: OrderCode :one
-- Counts a code, or says from when one may be ordered again.
SELECT coalesce(order_code(@town_id, @conversation_id, @key, @hour, @day, @talk), 'epoch')::timestamptz AS until;

-- name: ForgetCodes :exec
-- Codes that count no more.
DELETE FROM code_order WHERE at < app_now() - interval '1 day';

-- name: Check :one
-- The code that is on its way, for the mail that brings it.
SELECT d.check_nonce, coalesce(d.check_address, '')::text AS address, d.check_until::timestamptz AS until, d.data, c.lang
  FROM booking_draft d JOIN conversation c ON c.town_id = d.town_id AND c.id = d.conversation_id
 WHERE d.town_id = @town_id AND d.conversation_id = @conversation_id AND d.check_try = @try AND d.check_nonce IS NOT NULL AND d.check_until > app_now();

-- name: LockCheck :one
-- The code that is on its way, which nobody else looks at meanwhile.
SELECT data, check_nonce FROM booking_draft
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND check_try = @try AND check_nonce IS NOT NULL AND check_until > app_now()
   FOR UPDATE;

-- name: ForgetAddress :exec
-- An address that takes no mail proves nothing.
UPDATE booking_draft SET data = @data, check_nonce = NULL, check_until = NULL WHERE town_id = @town_id AND conversation_id = @conversation_id;

-- name: TryCheck :one
-- Counts a try, whatever comes of it; none when there is no code to try any more.
UPDATE booking_draft SET check_tries = check_tries + 1
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND check_nonce IS NOT NULL AND check_until > app_now() AND check_tries < @most::smallint
RETURNING check_nonce, coalesce(check_address, '')::text AS address, check_tries;

-- name: ProveAddress :exec
-- The digits were right. Who has proved an address is no crowd.
WITH held AS (UPDATE allocation a SET hold_proved = true
               WHERE a.town_id = @town_id AND a.hold_owner = @conversation_id AND a.state = 'held')
UPDATE booking_draft d SET proved = @address::text, check_nonce = NULL, check_until = NULL
 WHERE d.town_id = @town_id AND d.conversation_id = @conversation_id;

-- name: SweepEscalated :many
-- Keeps for the desk what somebody had chosen who went to a person.
UPDATE allocation a SET hold_kind = 'operator', hold_expires_at = greatest(a.hold_expires_at, app_now() + interval '60 minutes')
  FROM conversation c
 WHERE c.town_id = a.town_id AND c.id = a.hold_owner AND c.state NOT IN ('bot', 'closed')
   AND a.state = 'held' AND a.hold_kind = 'citizen' AND a.hold_expires_at > app_now()
RETURNING a.town_id, a.office;

-- name: SweepHolds :many
-- Ends what ran out long ago.
UPDATE allocation SET state = 'expired', hold_expires_at = NULL
 WHERE state = 'held' AND hold_expires_at < app_now() - interval '2 hours' AND hold_kind <> 'waitlist'
RETURNING town_id, office;

-- name: SweepPlaces :exec
-- Forgets places that were let go. Nothing refers to them.
DELETE FROM allocation WHERE state IN ('released', 'expired') AND ends_at < app_now() - interval '1 day';

-- name: ForgetDrafts :exec
-- What nobody has gone on with.
DELETE FROM booking_draft WHERE updated_at < app_now() - @idle::interval;
