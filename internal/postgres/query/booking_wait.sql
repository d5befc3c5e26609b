-- name: JoinWaitlist :one
-- A person waits for a service once: the last wish counts.
INSERT INTO waitlist AS w (town_id, service, office, contact_key, person_key, person, wanted, hour_from, hour_to, weekdays, conversation_id, lang, booking_id, state)
VALUES (@town_id, @service, nullif(@office::text, ''), @contact_key, @person_key, @person, tstzrange(@since::timestamptz, @before::timestamptz),
        @hour_from, @hour_to, @weekdays::smallint[],
        nullif(@conversation_id::text, '')::uuid, @lang, nullif(@booking_id::bigint, 0), 'waiting')
ON CONFLICT (town_id, service, person_key) WHERE state IN ('waiting', 'offered') DO UPDATE
   SET office = excluded.office, wanted = excluded.wanted, hour_from = excluded.hour_from, hour_to = excluded.hour_to, weekdays = excluded.weekdays,
       person = excluded.person, conversation_id = excluded.conversation_id,
       lang = excluded.lang, booking_id = excluded.booking_id
RETURNING id;

-- name: WaitByID :one
-- A wish.
SELECT waitlist.id, uid::text AS uid, waitlist.town_id, waitlist.service, coalesce(waitlist.office, '')::text AS office, person, lower(wanted)::timestamptz AS since, upper(wanted)::timestamptz AS before, hour_from, hour_to, weekdays,
       coalesce(conversation_id::text, '')::text AS conversation_id, lang, coalesce(waitlist.booking_id, 0)::bigint AS booking_id, waitlist.state, offers, offer,
       coalesce(offer_until, 'epoch')::timestamptz AS offer_until,
       EXISTS (SELECT FROM allocation a WHERE a.town_id = waitlist.town_id AND a.hold_owner = waitlist.uid AND a.state = 'held') AS kept
  FROM waitlist WHERE waitlist.town_id = @town_id AND waitlist.id = @id;

-- name: WaitIDByUID :one
-- The number of a wish.
SELECT town_id, id FROM waitlist WHERE uid = @uid::uuid;

-- name: WaitsOfConversation :many
-- What somebody waits for.
SELECT id FROM waitlist
 WHERE town_id = @town_id AND conversation_id IN (SELECT same_chat(@town_id, @conversation_id::uuid)) AND state IN ('waiting', 'offered') AND upper(wanted) > app_now()
 ORDER BY created_at;

-- name: EndWait :one
-- Ends a wish that has not ended.
UPDATE waitlist SET state = @state::text, offer_until = NULL
 WHERE town_id = @town_id AND id = @id AND state IN ('waiting', 'offered')
RETURNING uid::text AS uid, offer;

-- name: TakenWait :exec
-- The wish was not ended by another appointment: it is what came true.
UPDATE waitlist SET state = 'taken' WHERE town_id = @town_id AND id = @id AND state = 'gone';

-- name: NextWaits :many
-- Who is to be offered a place: the longest waiting whom it suits, who was not
-- offered this one and has nothing else at that time. Whose last offer is just being let go is passed over: to wait for that
-- with the day locked could be a deadlock. A lane that was there for one appointment
-- beyond what there is room for is offered to nobody.
SELECT w.id, w.uid::text AS uid, w.person_key
  FROM waitlist w
 WHERE w.town_id = @town_id AND w.service = @service AND w.state = 'waiting' AND (w.office IS NULL OR w.office = @office::text)
   AND @starts_at::timestamptz <@ w.wanted
   AND @minute::smallint >= w.hour_from AND @minute < w.hour_to AND (w.weekdays = '{}' OR @weekday::smallint = ANY (w.weekdays))
   AND NOT EXISTS (SELECT FROM desk_lane l WHERE l.town_id = w.town_id AND l.desk_id = @desk_id::bigint AND l.lane = @lane::smallint AND l.extra)
   AND (w.offer IS NULL OR (w.offer ->> 'From')::timestamptz <> @starts_at OR w.offer ->> 'Office' <> @office)
   AND NOT EXISTS (SELECT FROM allocation a WHERE a.town_id = w.town_id AND a.hold_owner = w.uid AND a.state = 'held')
   AND NOT EXISTS (SELECT FROM booking b
                    WHERE b.town_id = w.town_id AND b.contact_key = w.contact_key AND b.status IN ('booked', 'checked_in', 'serving')
                      AND b.id IS DISTINCT FROM w.booking_id AND tstzrange(b.starts_at, b.ends_at) && tstzrange(@starts_at, @ends_at::timestamptz))
   AND (w.booking_id IS NULL OR EXISTS (SELECT FROM booking b
                    WHERE b.town_id = w.town_id AND b.id = w.booking_id AND b.status = 'booked' AND b.starts_at > @starts_at))
 ORDER BY w.created_at, w.id
 LIMIT @most
   FOR UPDATE SKIP LOCKED;

-- name: TryOffer :one
-- Has nobody else make a person an offer meanwhile: false when somebody does. It must
-- not be waited for, with the day locked.
SELECT pg_try_advisory_xact_lock(hashtextextended('offer ' || encode(@person_key::bytea, 'hex'), @town_id::bigint))::boolean AS free;

-- name: OfferPlace :one
-- Offers it, unless the person has had as many offers in a week as there may be, of
-- whatever wish.
UPDATE waitlist w
   SET state = 'offered', offers = offers + 1, last_offer_at = app_now(), offer = @offer, offer_until = @until::timestamptz,
       offered_at = (offered_at || app_now())[greatest(cardinality(offered_at) - 1, 1):]
 WHERE w.town_id = @town_id AND w.id = @id
   AND @most::integer > (SELECT count(*) FROM waitlist o, unnest(o.offered_at) AS made(at)
                          WHERE o.town_id = w.town_id AND o.person_key = w.person_key AND made.at > app_now() - interval '7 days')
RETURNING offers, (clock_timestamp() + (sqlc.arg('send_at')::timestamptz - app_now()))::timestamptz AS at;

-- name: HoldOffer :one
-- Keeps a place for whom it is offered to.
SELECT coalesce(hold_offer(@town_id, @owner, @office, @service, @starts_at, @ends_at, @before::interval, @after::interval,
                           @desks::bigint[], @lanes::smallint[], @until), 0)::bigint AS id;

-- name: LockWait :one
-- A wish whose offer is taken, declined or has run out.
SELECT state, offers, uid::text AS uid, coalesce(offer_until > app_now(), false)::boolean AS open FROM waitlist WHERE town_id = @town_id AND id = @id FOR UPDATE;

-- name: WaitAgain :exec
-- Waits on.
UPDATE waitlist SET state = 'waiting', offer_until = NULL WHERE town_id = @town_id AND id = @id AND state = 'offered';

-- name: Outrun :many
-- The others who were offered a place that somebody has taken: they wait on.
UPDATE waitlist SET state = 'waiting', offer_until = NULL
 WHERE waitlist.town_id = @town_id AND waitlist.id <> @not_id AND waitlist.service = @service AND state = 'offered'
   AND (offer ->> 'From')::timestamptz = @starts_at::timestamptz AND offer ->> 'Office' = @office::text
   AND NOT EXISTS (SELECT FROM allocation a WHERE a.town_id = waitlist.town_id AND a.hold_owner = waitlist.uid AND a.state = 'held')
RETURNING waitlist.id, waitlist.offers;

-- name: EndedOffers :many
-- Offers that nobody has answered.
SELECT town_id, id, coalesce(offer->>'Office', '')::text AS office FROM waitlist
 WHERE state = 'offered' AND offer_until <= app_now() ORDER BY offer_until LIMIT 100;

-- name: ForgetWaits :exec
-- Wishes that have ended, or whose time has gone. One with offers in the last week is
-- kept without the person's data, for as long as the offers count.
WITH over AS (
    SELECT w.town_id, w.id, coalesce(w.last_offer_at > app_now() - interval '7 days', false) AS counts FROM waitlist w
     WHERE upper(w.wanted) < app_now() - @idle::interval OR w.state IN ('taken', 'gone') AND w.created_at < app_now() - @idle::interval),
emptied AS (
    UPDATE waitlist w SET person = '{}', conversation_id = NULL, state = CASE WHEN w.state = 'taken' THEN 'taken' ELSE 'gone' END, offer_until = NULL
      FROM over WHERE (w.town_id, w.id) = (over.town_id, over.id) AND over.counts AND w.person <> '{}')
DELETE FROM waitlist w USING over WHERE (w.town_id, w.id) = (over.town_id, over.id) AND NOT over.counts;

-- name: ProvedByBooking :one
-- Whether somebody has proved an address with an appointment: one of this
-- conversation, or the one that they want something earlier for.
SELECT EXISTS (SELECT FROM booking b
                WHERE b.town_id = @town_id AND (b.conversation_id = @conversation_id::uuid OR b.id = @booking_id::bigint)
                  AND b.verified AND b.erased_at IS NULL AND lower(b.email) = @address::text)::boolean AS proved;

-- name: EndWaitsOfConversation :many
-- Everything that somebody waits for.
UPDATE waitlist SET state = 'gone', offer_until = NULL
 WHERE town_id = @town_id AND conversation_id IN (SELECT same_chat(@town_id, @conversation_id::uuid)) AND state IN ('waiting', 'offered')
RETURNING id, uid::text AS uid, offer;

-- name: EraseWaits :exec
-- Forgets who waited in a conversation, and lets go what was kept for them.
WITH gone AS (DELETE FROM waitlist w WHERE w.town_id = @town_id AND w.conversation_id = @conversation_id::uuid RETURNING w.uid)
UPDATE allocation a SET state = 'released', hold_expires_at = NULL, released_why = 'erased'
  FROM gone WHERE a.town_id = @town_id AND a.hold_owner = gone.uid AND a.state = 'held';

-- name: StrayOffers :many
-- Places that are kept for wishes that have ended otherwise.
SELECT a.town_id, a.hold_owner::text AS uid, a.office FROM allocation a
 WHERE a.state = 'held' AND a.hold_kind = 'waitlist'
   AND NOT EXISTS (SELECT FROM waitlist w WHERE w.uid = a.hold_owner AND w.state = 'offered')
 LIMIT 100;

-- name: ReleaseOffer :one
-- Lets a place go that was kept for a wish.
UPDATE allocation SET state = 'released', hold_expires_at = NULL, released_why = 'offer'
 WHERE town_id = @town_id AND hold_owner = @owner::uuid AND state = 'held' AND hold_kind = 'waitlist'
RETURNING office, service, desk_id, lane, starts_at, ends_at,
          (starts_at - lower(blocked))::interval AS before, (upper(blocked) - ends_at)::interval AS after;
