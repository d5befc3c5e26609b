-- name: BookingOffices :many
-- The offices of a town that take appointments.
SELECT office FROM booking_office WHERE town_id = @town_id ORDER BY office;

-- name: OfficeVersion :one
-- How the rules of an office stand.
SELECT version, own_rules FROM booking_office WHERE town_id = @town_id AND office = @office;

-- name: RaiseRules :one
-- A change of the rules begins here: whoever takes a place that they saw under the
-- old ones waits, and then looks again.
UPDATE booking_office SET version = version + 1, own_rules = own_rules OR @own_rules
 WHERE town_id = @town_id AND office = @office
RETURNING version;

-- name: NoteRuleChange :exec
-- The history of an office's rules.
INSERT INTO rule_change (town_id, office, actor, what) VALUES (@town_id, @office, @actor, @what);

-- name: RuleChanges :many
-- The last changes of an office's rules.
SELECT c.at, coalesce(o.name, '')::text AS by_name, c.what
  FROM rule_change c
  LEFT JOIN operator o ON c.actor = 'operator:' || o.id
 WHERE c.town_id = @town_id AND c.office = @office
 ORDER BY c.id DESC
 LIMIT 50;

-- name: OfficeDesks :many
-- The desks of an office with their lanes and services, also those out of use.
SELECT d.id, d.name, d.active, (d.of_service IS NOT NULL)::boolean AS imported, (d.feed_sha256 IS NOT NULL)::boolean AS feed,
       (SELECT coalesce(array_agg(l.lane ORDER BY l.lane), '{}')::smallint[] FROM desk_lane l WHERE l.town_id = d.town_id AND l.desk_id = d.id AND NOT l.gone) AS lanes,
       (SELECT coalesce(array_agg(l.online ORDER BY l.lane), '{}')::boolean[] FROM desk_lane l WHERE l.town_id = d.town_id AND l.desk_id = d.id AND NOT l.gone) AS online,
       (SELECT coalesce(array_agg(l.extra ORDER BY l.lane), '{}')::boolean[] FROM desk_lane l WHERE l.town_id = d.town_id AND l.desk_id = d.id AND NOT l.gone) AS extra,
       (SELECT coalesce(array_agg(s.service ORDER BY s.service), '{}')::text[] FROM desk_service s WHERE s.town_id = d.town_id AND s.desk_id = d.id) AS services
  FROM desk d
 WHERE d.town_id = @town_id AND d.office = @office
 ORDER BY d.name;

-- name: OfficeOpenings :many
-- The rules of an office, by desk, day and time.
SELECT id, coalesce(desk_id, 0)::bigint AS desk_id, weekday, opens, closes, every_n_weeks, anchor_monday,
       coalesce(lower(valid)::text, '')::text AS since, coalesce((upper(valid) - 1)::text, '')::text AS until
  FROM opening_rule
 WHERE town_id = @town_id AND office = @office
 ORDER BY 2, (weekday + 6) % 7, opens, id;

-- name: OfficeDaysOff :many
-- The days off of an office from a day on, also those taken away.
SELECT day, kind, label, (removed_at IS NOT NULL)::boolean AS removed
  FROM day_off
 WHERE town_id = @town_id AND office = @office AND day >= @since
 ORDER BY day;

-- name: OfficeClosures :many
-- The closures of an office that are not over.
SELECT id, coalesce(desk_id, 0)::bigint AS desk_id, lower(during)::timestamptz AS since, upper(during)::timestamptz AS before, reason
  FROM desk_closure
 WHERE town_id = @town_id AND office = @office AND upper(during) > @since::timestamptz
 ORDER BY lower(during), id;

-- name: OfficeExtras :many
-- The openings beyond the rules that are not over.
SELECT id, coalesce(desk_id, 0)::bigint AS desk_id, lower(during)::timestamptz AS since, upper(during)::timestamptz AS before
  FROM extra_opening
 WHERE town_id = @town_id AND office = @office AND upper(during) > @since::timestamptz
 ORDER BY lower(during), id;

-- name: InsertOpening :exec
-- Adds a rule.
INSERT INTO opening_rule (town_id, office, desk_id, weekday, opens, closes, valid, every_n_weeks, anchor_monday)
VALUES (@town_id, @office, nullif(@desk_id::bigint, 0), @weekday, @opens, @closes,
        daterange(sqlc.narg('since')::date, sqlc.narg('until')::date, '[]'), @every_n_weeks, @anchor_monday);

-- name: ChangeOpening :execrows
-- Puts a rule in the place of one that still is as it was seen.
UPDATE opening_rule
   SET desk_id = nullif(@desk_id::bigint, 0), weekday = @weekday, opens = @opens, closes = @closes,
       valid = daterange(sqlc.narg('since')::date, sqlc.narg('until')::date, '[]'), every_n_weeks = @every_n_weeks, anchor_monday = @anchor_monday
 WHERE town_id = @town_id AND office = @office AND id = @id
   AND coalesce(desk_id, 0) = @was_desk_id::bigint AND weekday = @was_weekday::smallint AND opens = @was_opens::smallint AND closes = @was_closes::smallint
   AND valid = daterange(sqlc.narg('was_since')::date, sqlc.narg('was_until')::date, '[]')
   AND every_n_weeks = @was_every_n_weeks::smallint AND anchor_monday = @was_anchor_monday::date;

-- name: DropOpening :execrows
-- Takes a rule away.
DELETE FROM opening_rule WHERE town_id = @town_id AND office = @office AND id = @id;

-- name: PutDayOff :exec
-- Makes a day a day off, whatever became of it before.
INSERT INTO day_off (town_id, office, day, kind, label) VALUES (@town_id, @office, @day, @kind, @label)
ON CONFLICT (town_id, office, day) DO UPDATE SET kind = excluded.kind, label = excluded.label, removed_at = NULL;

-- name: RemoveDayOff :execrows
-- Has staff work on a day off. The row stays: the day is not made anew.
UPDATE day_off SET removed_at = app_now() WHERE town_id = @town_id AND office = @office AND day = @day AND removed_at IS NULL;

-- name: InsertClosure :exec
-- Closes a desk, or the office, for a while; the same closure again is one.
INSERT INTO desk_closure (town_id, office, desk_id, during, reason)
SELECT @town_id, @office, nullif(@desk_id::bigint, 0), tstzrange(@since::timestamptz, @before::timestamptz), @reason
 WHERE NOT EXISTS (SELECT FROM desk_closure c WHERE c.town_id = @town_id AND c.office = @office
                    AND c.desk_id IS NOT DISTINCT FROM nullif(@desk_id::bigint, 0) AND c.during = tstzrange(@since::timestamptz, @before::timestamptz));

-- name: DropClosure :execrows
-- Opens again.
DELETE FROM desk_closure WHERE town_id = @town_id AND office = @office AND id = @id;

-- name: InsertExtra :exec
-- Opens beyond the rules.
INSERT INTO extra_opening (town_id, office, desk_id, during)
VALUES (@town_id, @office, nullif(@desk_id::bigint, 0), tstzrange(@since::timestamptz, @before::timestamptz));

-- name: DropExtra :execrows
-- Takes an extra opening away.
DELETE FROM extra_opening WHERE town_id = @town_id AND office = @office AND id = @id;

-- name: InsertDesk :one
-- Adds a desk that is no service's own.
INSERT INTO desk (town_id, office, name) VALUES (@town_id, @office, @name) RETURNING id;

-- name: InsertLane :execrows
-- Gives a desk one more lane, the first of those that were taken away if there is
-- one.
INSERT INTO desk_lane (town_id, desk_id, lane, online, extra)
SELECT d.town_id, d.id,
       coalesce((SELECT min(l.lane) FROM desk_lane l WHERE l.town_id = d.town_id AND l.desk_id = d.id AND l.gone),
                (SELECT max(l.lane) + 1 FROM desk_lane l WHERE l.town_id = d.town_id AND l.desk_id = d.id), 1), @online, @extra
  FROM desk d WHERE d.town_id = @town_id AND d.office = @office AND d.id = @desk_id
ON CONFLICT (town_id, desk_id, lane) DO UPDATE SET gone = false, online = excluded.online, extra = excluded.extra;

-- name: DeskLanes :many
-- The lanes of a desk on which there is room, and whether somebody still comes to
-- them.
SELECT l.lane, l.online,
       EXISTS (SELECT FROM allocation a
                WHERE a.town_id = l.town_id AND a.desk_id = l.desk_id AND a.lane = l.lane AND a.state IN ('held', 'booked')
                  AND upper(a.blocked) > app_now())::boolean AS busy
  FROM desk_lane l JOIN desk d ON d.town_id = l.town_id AND d.id = l.desk_id
 WHERE d.town_id = @town_id AND d.office = @office AND d.id = @desk_id AND NOT l.gone AND NOT l.extra
 ORDER BY l.lane;

-- name: SetLanes :exec
-- Takes lanes away, and says whom the others are for.
UPDATE desk_lane SET gone = lane = ANY(@gone::smallint[]), online = lane = ANY(@online::smallint[])
 WHERE town_id = @town_id AND desk_id = @desk_id AND NOT gone AND NOT extra;

-- name: OwnLanes :exec
-- What the town's files say of a desk's lanes counts no more.
UPDATE desk SET own_lanes = true WHERE town_id = @town_id AND id = @desk_id;

-- name: InsertDeskServices :exec
-- Says what can be booked at a desk.
INSERT INTO desk_service (town_id, desk_id, service) SELECT @town_id, @desk_id, unnest(@services::text[]) ON CONFLICT DO NOTHING;

-- name: SetFeed :execrows
-- Gives the calendar of a desk an address, or takes it away.
UPDATE desk SET feed_sha256 = sqlc.narg('sha256') WHERE town_id = @town_id AND office = @office AND id = @desk_id;

-- name: DeskOfFeed :one
-- The desk whose calendar stands at an address.
SELECT town_id, office, id, name FROM desk WHERE feed_sha256 = @sha256;

-- name: OfficeHolds :many
-- The places that are kept for somebody between two moments.
SELECT desk_id, lane, starts_at, ends_at, hold_expires_at::timestamptz AS until, hold_kind::text AS kind, service
  FROM allocation
 WHERE town_id = @town_id AND office = @office AND state = 'held' AND hold_expires_at > app_now()
   AND starts_at >= @since AND starts_at < @before
 ORDER BY starts_at, id;

-- name: HoldOf :many
-- The place that is kept for a conversation.
SELECT office, desk_id, lane, starts_at, ends_at, hold_expires_at::timestamptz AS until, hold_kind::text AS kind, service
  FROM allocation
 WHERE town_id = @town_id AND hold_owner = @owner::uuid AND state = 'held' AND hold_expires_at > app_now();
