-- Models of an endpoint beside the built-in one: how a changed one is noticed, and the
-- index of those with very many vectors.

-- +goose Up
-- What the model made of a fixed sentence when it was added: another answer later means
-- that another model stands behind the same name, and that its vectors are not ours.
ALTER TABLE embedding_model
    ADD COLUMN fingerprint real[]  NOT NULL DEFAULT '{}', -- empty: a built-in model, whose name says all
    ADD COLUMN changed     boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT embedding_model_fingerprint CHECK (cardinality(fingerprint) IN (0, dims));

-- Whether a model has an index of its own that is whole. They are made outside of
-- migrations, when a model has so many vectors that it pays (embeddings.sql).
-- +goose StatementBegin
CREATE FUNCTION embedding_indexed(model bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM pg_index i
                    WHERE i.indexrelid = to_regclass('chunk_embedding_hnsw_' || model) AND i.indisvalid)
$$;

-- The chunks nearest to a vector by the index of a model. The server uses a partial index
-- over a cast only for a statement with the same cast and the same number written out. A
-- sort is forbidden so that it does not read the whole table after all.
CREATE FUNCTION nearest_by_index(model bigint, dims integer, asked halfvec, most integer)
RETURNS TABLE (town_id bigint, card text, similarity float8)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('hnsw.ef_search', '100', true),
            set_config('hnsw.iterative_scan', 'strict_order', true),
            set_config('enable_sort', 'off', true);
    RETURN QUERY EXECUTE format(
        'SELECT e.town_id, e.card, (1 - (e.embedding::halfvec(%1$s) <=> $1::halfvec(%1$s)))::float8
           FROM chunk_embedding e
          WHERE e.model_id = %2$s
          ORDER BY e.embedding::halfvec(%1$s) <=> $1::halfvec(%1$s)
          LIMIT %3$s', dims, model, most) USING asked;
    PERFORM set_config('enable_sort', 'on', true);
END $$;
-- +goose StatementEnd

-- +goose Down
-- The indexes of single models go with their functions: nothing would use them.
-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT i.indexname FROM pg_indexes i WHERE i.tablename = 'chunk_embedding' AND i.indexname LIKE 'chunk\_embedding\_hnsw\_%' LOOP
        EXECUTE format('DROP INDEX %I', name);
    END LOOP;
END $$;
-- +goose StatementEnd
DROP FUNCTION nearest_by_index;
DROP FUNCTION embedding_indexed;
ALTER TABLE embedding_model DROP COLUMN fingerprint, DROP COLUMN changed;
