-- What towns publish. Every key of a town's data begins with town_id, so that
-- the data can be spread by town over several servers.

-- +goose Up
CREATE TABLE town (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug            text        NOT NULL UNIQUE,
    data            jsonb       NOT NULL,            -- as town.yaml; the parent is a slug in there, because it may be imported later
    lexicon         text        NOT NULL DEFAULT '', -- the town's own concept lines
    sha256          bytea       NOT NULL,            -- of the town as it was imported
    content_version bigint      NOT NULL DEFAULT 1,  -- raised by every import that changes something
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE card (
    town_id    bigint      NOT NULL REFERENCES town,
    slug       text        NOT NULL,
    data       jsonb       NOT NULL,
    sha256     bytea       NOT NULL, -- of the card as it was imported: an import that brings the same one changes nothing
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (town_id, slug)
);

CREATE TABLE office (
    town_id    bigint      NOT NULL REFERENCES town,
    slug       text        NOT NULL,
    data       jsonb       NOT NULL,
    sha256     bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (town_id, slug)
);

CREATE TABLE service (
    town_id    bigint      NOT NULL REFERENCES town,
    slug       text        NOT NULL,
    data       jsonb       NOT NULL,
    sha256     bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (town_id, slug)
);

-- +goose Down
DROP TABLE service;
DROP TABLE office;
DROP TABLE card;
DROP TABLE town;
