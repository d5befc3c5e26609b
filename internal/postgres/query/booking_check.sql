-- name: BookingFlaws :many
-- What must never be. I5 is for who knows the rules: here is that a place is at a
-- desk of its office. I9 and I10 are about texts.
SELECT 'I1'::text AS rule, a.town_id, coalesce(a.booking_id, 0)::bigint AS booking_id, 'two live places overlap on a lane'::text AS what
  FROM allocation a JOIN allocation b ON b.town_id = a.town_id AND b.desk_id = a.desk_id AND b.lane = a.lane AND b.id > a.id AND b.blocked && a.blocked
 WHERE a.state IN ('held', 'booked') AND b.state IN ('held', 'booked')
UNION ALL
SELECT 'I2', b.town_id, b.id, 'a booking that stands has not exactly one place of its time'
  FROM booking b
 WHERE b.status IN ('booked', 'checked_in', 'serving') AND b.external = ''
   AND (SELECT count(*) FROM allocation a
         WHERE a.town_id = b.town_id AND a.booking_id = b.id AND a.state = 'booked' AND a.starts_at = b.starts_at AND a.ends_at = b.ends_at
           AND a.office = b.office AND a.service = b.service) <> 1
UNION ALL
SELECT 'I2', b.town_id, b.id, 'a booking that was cancelled has a place'
  FROM booking b JOIN allocation a ON a.town_id = b.town_id AND a.booking_id = b.id AND a.state = 'booked'
 WHERE b.status IN ('cancelled_citizen', 'cancelled_office') OR b.status IN ('done', 'no_show') AND a.starts_at > app_now() + interval '1 day'
UNION ALL
SELECT 'I3', a.town_id, 0, 'somebody holds two places'
  FROM allocation a WHERE a.state = 'held' GROUP BY a.town_id, a.hold_owner HAVING count(*) > 1
UNION ALL
SELECT 'I4', a.town_id, a.id, 'somebody has two bookings that overlap'
  FROM booking a JOIN booking b ON b.town_id = a.town_id AND b.contact_key = a.contact_key AND b.id > a.id
 WHERE a.status IN ('booked', 'checked_in', 'serving') AND b.status IN ('booked', 'checked_in', 'serving')
   AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
UNION ALL
SELECT 'I5', a.town_id, coalesce(a.booking_id, 0), 'a live place is at a desk of another office'
  FROM allocation a JOIN desk d ON d.town_id = a.town_id AND d.id = a.desk_id
 WHERE a.state IN ('held', 'booked') AND d.office <> a.office
UNION ALL
SELECT 'I6', b.town_id, b.id, 'a notice of an older revision is still due'
  FROM notice n JOIN booking b ON b.town_id = n.town_id AND b.id = n.booking_id
 WHERE n.state = 'due' AND n.revision <> b.revision
UNION ALL
SELECT 'I6', n.town_id, n.booking_id, 'a notice was sent after the booking had changed'
  FROM notice n JOIN booking_event e ON e.town_id = n.town_id AND e.booking_id = n.booking_id AND e.revision > n.revision
 WHERE n.state = 'sent' AND n.sent_at > e.at
UNION ALL
SELECT 'I6', e.town_id, e.booking_id, 'a revision has become smaller'
  FROM booking_event e JOIN booking_event f ON f.town_id = e.town_id AND f.booking_id = e.booking_id AND f.id > e.id AND f.revision < e.revision
UNION ALL
SELECT 'I7', b.town_id, max(b.id), 'a request has made two bookings' FROM booking b GROUP BY b.town_id, b.request_id HAVING count(*) > 1
UNION ALL
SELECT 'I8', b.town_id, b.id, 'the status of a booking is not the last of its history'
  FROM booking b
 WHERE b.status IS DISTINCT FROM (
    SELECT CASE WHEN e.what = 'moved' THEN b.status ELSE e.what END FROM booking_event e
     WHERE e.town_id = b.town_id AND e.booking_id = b.id
       AND e.what IN ('booked', 'checked_in', 'serving', 'done', 'no_show', 'cancelled_citizen', 'cancelled_office', 'moved')
     ORDER BY e.id DESC LIMIT 1)
UNION ALL
SELECT 'I8', b.town_id, b.id, 'a change of a booking is not in its history'
  FROM booking b
 WHERE b.revision <> (SELECT count(*) FROM booking_event e
                       WHERE e.town_id = b.town_id AND e.booking_id = b.id AND e.what IN ('moved', 'cancelled_citizen', 'cancelled_office'))
UNION ALL
SELECT 'I11', a.town_id, coalesce(a.booking_id, 0), 'a place begins at night, and no extra opening says so'
  FROM allocation a
 WHERE a.state IN ('held', 'booked') AND (a.starts_at AT TIME ZONE 'Europe/Rome')::time NOT BETWEEN '05:00' AND '23:00'
   AND NOT EXISTS (SELECT FROM extra_opening x WHERE x.town_id = a.town_id AND x.office = a.office AND x.during @> a.starts_at)
UNION ALL
SELECT 'I12', b.town_id, b.id, 'a citizen is not told that the office has cancelled'
  FROM booking b
 WHERE b.status = 'cancelled_office' AND b.erased_at IS NULL AND b.email <> ''
   AND NOT EXISTS (SELECT FROM notice n WHERE n.town_id = b.town_id AND n.booking_id = b.id AND n.revision = b.revision
                      AND n.kind IN ('cancelled', 'office_closed') AND n.channel = 'mail');
