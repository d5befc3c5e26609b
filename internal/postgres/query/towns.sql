-- name: UpsertTown :one
-- Makes the town or, when it was imported differently before, changes it and
-- raises its content version. No row when nothing changed. A NULL lexicon leaves
-- the one that is there; created tells a new row from a changed one.
INSERT INTO town AS t (slug, data, lexicon, sha256)
VALUES (@slug, @data, coalesce(sqlc.narg('lexicon')::text, ''), @sha256)
ON CONFLICT (slug) DO UPDATE
    SET data = excluded.data, lexicon = coalesce(sqlc.narg('lexicon')::text, t.lexicon), sha256 = excluded.sha256,
        content_version = t.content_version + 1, updated_at = now()
    WHERE t.sha256 <> excluded.sha256 OR t.lexicon <> coalesce(sqlc.narg('lexicon')::text, t.lexicon)
RETURNING id, (xmax = 0)::boolean AS created;

-- name: TownBySlug :one
-- One town by its slug, with the hours changed in the console.
SELECT id, data, hours FROM town_now WHERE slug = @slug;

-- name: Towns :many
-- Every town, by slug.
SELECT id, data, hours FROM town_now ORDER BY slug;

-- name: TownContent :one
-- A town with what its index is built from, beside the cards.
SELECT id, data, lexicon, content_version, hours FROM town_now WHERE id = @town_id;

-- name: ContentVersions :many
-- The content version of every town, to see which indexes are out of date.
SELECT id, content_version FROM town;

-- name: LockTown :one
-- Makes imports into one town wait for each other.
SELECT id FROM town WHERE id = @town_id FOR UPDATE;

-- name: RaiseContentVersion :exec
-- Tells every process that the town's index is out of date.
UPDATE town SET content_version = content_version + 1 WHERE id = @town_id;

-- name: UpsertCards :many
-- Stores the cards that are new or differ from the stored ones, and returns only
-- those; created tells new from changed.
INSERT INTO card AS t (town_id, slug, data, sha256)
SELECT @town_id, unnest(@slugs::text[]), unnest(@datas::jsonb[]), unnest(@hashes::bytea[])
ON CONFLICT (town_id, slug) DO UPDATE
    SET data = excluded.data, sha256 = excluded.sha256, updated_at = now()
    WHERE t.sha256 <> excluded.sha256
RETURNING (xmax = 0)::boolean AS created;

-- name: UpsertOffices :many
-- The same for offices.
INSERT INTO office AS t (town_id, slug, data, sha256)
SELECT @town_id, unnest(@slugs::text[]), unnest(@datas::jsonb[]), unnest(@hashes::bytea[])
ON CONFLICT (town_id, slug) DO UPDATE
    SET data = excluded.data, sha256 = excluded.sha256, updated_at = now()
    WHERE t.sha256 <> excluded.sha256
RETURNING (xmax = 0)::boolean AS created;

-- name: UpsertServices :many
-- The same for bookable services.
INSERT INTO service AS t (town_id, slug, data, sha256)
SELECT @town_id, unnest(@slugs::text[]), unnest(@datas::jsonb[]), unnest(@hashes::bytea[])
ON CONFLICT (town_id, slug) DO UPDATE
    SET data = excluded.data, sha256 = excluded.sha256, updated_at = now()
    WHERE t.sha256 <> excluded.sha256
RETURNING (xmax = 0)::boolean AS created;

-- name: Cards :many
-- A town's own cards, by slug.
SELECT data FROM card WHERE town_id = @town_id ORDER BY slug;

-- name: Offices :many
-- A town's own offices, by slug.
SELECT data FROM office WHERE town_id = @town_id ORDER BY slug;

-- name: Services :many
-- A town's own bookable services, by slug.
SELECT data FROM service WHERE town_id = @town_id ORDER BY slug;

-- name: DropStreets :execrows
-- Forgets the streets that a town's new list has not.
DELETE FROM street s
 WHERE s.town_id = @town_id AND (s.name, s.district) NOT IN (SELECT unnest(@names::text[]), unnest(@districts::text[]));

-- name: UpsertStreets :many
-- Stores the streets that are new or elsewhere now, and returns only those.
INSERT INTO street AS t (town_id, name, district, lat, lon)
SELECT @town_id, unnest(@names::text[]), unnest(@districts::text[]), unnest(@lats::float8[]), unnest(@lons::float8[])
ON CONFLICT (town_id, name, district) DO UPDATE
    SET lat = excluded.lat, lon = excluded.lon
    WHERE (t.lat, t.lon) <> (excluded.lat, excluded.lon)
RETURNING (xmax = 0)::boolean AS created;

-- name: Streets :many
-- A town's streets, by name.
SELECT name, district, lat, lon FROM street WHERE town_id = @town_id ORDER BY name, district;
