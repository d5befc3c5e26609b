-- Streets, each with a point: an appointment is offered at the office that is nearest
-- to the one somebody names. Content as cards and offices are, but many and small.

-- +goose Up
CREATE TABLE street (
    town_id  bigint           NOT NULL REFERENCES town,
    name     text             NOT NULL CHECK (name <> ''),
    district text             NOT NULL DEFAULT '', -- tells streets of one name apart
    lat      double precision NOT NULL CHECK (lat BETWEEN 35 AND 48),
    lon      double precision NOT NULL CHECK (lon BETWEEN 6 AND 19),
    PRIMARY KEY (town_id, name, district)
);

-- +goose Down
DROP TABLE street;
