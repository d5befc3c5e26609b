-- The dense leg of retrieval: stretches of card text and their vectors, one set
-- for each model, so that a new model is filled while the old one still serves.

-- +goose Up
CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE chunk (
    town_id bigint  NOT NULL,
    id      bigint  NOT NULL GENERATED ALWAYS AS IDENTITY,
    card    text    NOT NULL,
    ordinal integer NOT NULL CHECK (ordinal >= 0), -- its place in the card
    text    text    NOT NULL,
    sha256  bytea   NOT NULL,                      -- of text: a vector made from another text is out of date
    PRIMARY KEY (town_id, id),
    UNIQUE (town_id, card, ordinal),
    FOREIGN KEY (town_id, card) REFERENCES card ON DELETE CASCADE
);

CREATE TABLE embedding_model (
    town_id    bigint      NOT NULL REFERENCES town,
    id         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    provider   text        NOT NULL,
    name       text        NOT NULL,
    dims       integer     NOT NULL CHECK (dims BETWEEN 1 AND 3072), -- 3,072 half floats still fit in a page
    state      text        NOT NULL DEFAULT 'building' CHECK (state IN ('building', 'active', 'retired')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (town_id, id),
    UNIQUE (town_id, provider, name, dims),
    UNIQUE (town_id, id, dims)
);
CREATE UNIQUE INDEX embedding_model_one_active ON embedding_model (town_id) WHERE state = 'active';

-- halfvec without a length, so that models of several lengths share the table;
-- dims and its foreign key keep every vector as long as its model says. The
-- card stands here again because a search groups by it over every row.
CREATE TABLE chunk_embedding (
    town_id   bigint  NOT NULL,
    model_id  bigint  NOT NULL,
    chunk_id  bigint  NOT NULL,
    card      text    NOT NULL,
    sha256    bytea   NOT NULL, -- of the text the vector was made from
    dims      integer NOT NULL,
    embedding halfvec NOT NULL,
    PRIMARY KEY (town_id, model_id, chunk_id),
    FOREIGN KEY (town_id, chunk_id) REFERENCES chunk ON DELETE CASCADE,
    FOREIGN KEY (town_id, model_id, dims) REFERENCES embedding_model (town_id, id, dims) ON DELETE CASCADE,
    CHECK (vector_dims(embedding) = dims)
);
CREATE INDEX chunk_embedding_chunk ON chunk_embedding (town_id, chunk_id);

-- An exact scan reads every row of the town: kept whole and not compressed, it
-- takes a third of the time. All three, because a row this long would otherwise
-- have its short values moved out to make room.
ALTER TABLE chunk_embedding
    ALTER COLUMN embedding SET STORAGE PLAIN,
    ALTER COLUMN card SET STORAGE PLAIN,
    ALTER COLUMN sha256 SET STORAGE PLAIN;

-- +goose Down
-- The extension stays: it may have been there before us.
DROP TABLE chunk_embedding;
DROP TABLE embedding_model;
DROP TABLE chunk;
