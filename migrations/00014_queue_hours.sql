-- The hours of a queue that a supervisor has changed in the console. They stand
-- beside town.yaml and not in the town's row, so that an import, which brings the
-- file's hours again, does not undo them.

-- +goose Up
CREATE TABLE queue_hours (
    town_id     bigint      NOT NULL REFERENCES town,
    queue       text        NOT NULL, -- slug, as in town.yaml
    hours       jsonb       NOT NULL CHECK (coalesce(jsonb_array_length(hours -> 'shifts'), 0) > 0),
    operator_id bigint      NOT NULL REFERENCES operator,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (town_id, queue)
);

-- A town with the hours that hold now: {} when all are the file's.
CREATE VIEW town_now AS
SELECT t.id, t.slug, t.data, t.lexicon, t.content_version,
       coalesce((SELECT jsonb_object_agg(h.queue, h.hours) FROM queue_hours h WHERE h.town_id = t.id), '{}')::jsonb AS hours
  FROM town t;

-- +goose Down
DROP VIEW town_now;
DROP TABLE queue_hours;
