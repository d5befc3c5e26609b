-- name: LockBookingOffice :one
-- Makes an office bookable, and has whoever changes its rules wait for each other.
INSERT INTO booking_office (town_id, office) VALUES (@town_id, @office)
ON CONFLICT (town_id, office) DO UPDATE SET own_rules = booking_office.own_rules
RETURNING version, own_rules, plan_sha256;

-- name: PlannedOffices :many
-- The offices that can be booked, with what their files said last.
SELECT office, plan_sha256 FROM booking_office WHERE town_id = @town_id ORDER BY office;

-- name: PlanCarriedOver :exec
-- Whoever computed a time by the old rules looks again.
UPDATE booking_office SET plan_sha256 = @plan_sha256, version = version + 1
 WHERE town_id = @town_id AND office = @office;

-- name: PlanDesk :one
-- The desk of a service, made when it is not there. Its name follows the files.
INSERT INTO desk (town_id, office, name, of_service) VALUES (@town_id, @office, @name, @service::text)
ON CONFLICT (town_id, office, of_service) DO UPDATE SET name = excluded.name, active = true
RETURNING id, (xmax = 0)::boolean AS created, own_lanes;

-- name: ParkDeskNames :exec
-- Two desks may exchange their names.
UPDATE desk SET name = 'desk ' || id
 WHERE town_id = @town_id AND office = @office AND of_service = ANY(@services::text[]);

-- name: DeskNames :many
-- The names in an office beside those of some services' desks.
SELECT name FROM desk
 WHERE town_id = @town_id AND office = @office AND (of_service IS NULL OR of_service <> ALL(@services::text[]));

-- name: PlanLanes :exec
-- So many lanes online, the others kept for staff: one that was ever taken cannot go.
INSERT INTO desk_lane (town_id, desk_id, lane, online)
SELECT @town_id::bigint, @desk_id::bigint, n, true FROM generate_series(1, @lanes::integer) n
ON CONFLICT (town_id, desk_id, lane) DO UPDATE SET online = true, gone = false, extra = false;

-- name: SpareLanes :exec
UPDATE desk_lane SET online = false WHERE town_id = @town_id AND desk_id = @desk_id AND lane > @lanes::integer;

-- name: PlanDeskService :exec
INSERT INTO desk_service (town_id, desk_id, service) VALUES (@town_id, @desk_id, @service) ON CONFLICT DO NOTHING;

-- name: CloseOtherDesks :exec
-- Desks of services that can no longer be booked here.
UPDATE desk SET active = false
 WHERE town_id = @town_id AND office = @office AND of_service IS NOT NULL AND of_service <> ALL(@services::text[]);

-- name: ForgetOpenings :exec
-- The rules of the whole office: those of one desk were made by staff.
DELETE FROM opening_rule WHERE town_id = @town_id AND office = @office AND desk_id IS NULL;

-- name: PlanOpening :exec
INSERT INTO opening_rule (town_id, office, weekday, opens, closes) VALUES (@town_id, @office, @weekday, @opens, @closes);

-- name: ForgetClosures :exec
DELETE FROM desk_closure WHERE town_id = @town_id AND office = @office AND of_files;

-- name: PlanClosure :exec
INSERT INTO desk_closure (town_id, office, during, reason, of_files)
VALUES (@town_id, @office, tstzrange(@since::timestamptz, @until::timestamptz), @reason, true);

-- name: PlanChanged :exec
INSERT INTO rule_change (town_id, office, actor, what) VALUES (@town_id, @office, 'import', @what);

-- name: PlanDaysOff :execrows
-- Days that are there stay as they are: staff may have removed or renamed them.
INSERT INTO day_off (town_id, office, day, kind, label)
SELECT @town_id::bigint, o.office, d.day, d.kind, d.label
  FROM booking_office o,
       (SELECT unnest(@days::date[]) AS day, unnest(@kinds::text[]) AS kind, unnest(@labels::text[]) AS label) d
 WHERE o.town_id = @town_id
ON CONFLICT DO NOTHING;

-- name: ForgetDaysOff :execrows
-- Days that the calendar no longer has, as when a town's patron was corrected. What
-- staff have removed is remembered.
DELETE FROM day_off
 WHERE town_id = @town_id AND kind IN ('national', 'patron') AND removed_at IS NULL
   AND day BETWEEN @first::date AND @last::date AND day <> ALL(@days::date[]);

-- name: RaiseOfficeVersions :exec
-- Every office of a town: what was computed by the old days off is computed again.
UPDATE booking_office SET version = version + 1 WHERE town_id = @town_id;

-- name: DaysOffUntil :one
-- The furthest day off of each office, the least of all: how far the calendar is filled.
SELECT coalesce(min(coalesce(x.last, '0001-01-01')), '0001-01-01')::date AS last
  FROM (SELECT (SELECT max(d.day) FROM day_off d WHERE d.town_id = o.town_id AND d.office = o.office AND d.kind = 'national') AS last
          FROM booking_office o WHERE o.town_id = @town_id) x;
