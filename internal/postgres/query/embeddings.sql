-- name: DeleteOtherChunks :exec
-- Removes the stretches that the given cards no longer have. Those that stay
-- keep their numbers, and with them their vectors.
DELETE FROM chunk
 WHERE town_id = @town_id AND card = ANY(@replaced::text[])
   AND (card, ordinal) NOT IN (SELECT unnest(@cards::text[]), unnest(@ordinals::integer[]));

-- name: UpsertChunks :exec
-- Stores stretches; an unchanged one is left alone.
INSERT INTO chunk AS c (town_id, card, ordinal, text, sha256)
SELECT @town_id, unnest(@cards::text[]), unnest(@ordinals::integer[]), unnest(@texts::text[]), unnest(@hashes::bytea[])
ON CONFLICT (town_id, card, ordinal) DO UPDATE
    SET text = excluded.text, sha256 = excluded.sha256
    WHERE c.sha256 <> excluded.sha256;

-- name: EnsureModel :one
-- Finds or makes a built-in model. A retired one is built again, except where it stands
-- by for a model of an endpoint.
INSERT INTO embedding_model AS m (town_id, provider, name, dims)
VALUES (@town_id, @provider, @name, @dims)
ON CONFLICT (town_id, provider, name, dims) DO UPDATE
    SET state = CASE WHEN m.state = 'retired' AND NOT EXISTS (
                         SELECT FROM embedding_model a WHERE a.town_id = m.town_id AND a.state = 'active' AND a.provider <> m.provider)
                     THEN 'building' ELSE m.state END
RETURNING id;

-- name: ActiveModel :one
-- The model whose vectors answer questions.
SELECT id, provider, name, dims FROM embedding_model WHERE town_id = @town_id AND state = 'active';

-- name: MissingEmbeddings :many
-- Stretches that have no vector of the model, or one of an older text. A lookup
-- for each stretch and not a join: during the first import the server knows no
-- sizes yet, and would join each with each.
SELECT c.id, c.card, c.ordinal, c.text, c.sha256
  FROM chunk c
 WHERE c.town_id = @town_id
   AND c.sha256 IS DISTINCT FROM (
       SELECT e.sha256 FROM chunk_embedding e
        WHERE e.town_id = c.town_id AND e.model_id = @model_id AND e.chunk_id = c.id)
 ORDER BY c.id
 LIMIT @max_rows;

-- name: PutEmbeddings :exec
-- Stores vectors. A stretch that was changed or removed while its vector was
-- being made is skipped: it is missing still, or gone.
INSERT INTO chunk_embedding AS e (town_id, model_id, chunk_id, card, sha256, dims, embedding)
SELECT c.town_id, @model_id, c.id, c.card, c.sha256, vector_dims(n.embedding), n.embedding
  FROM (SELECT unnest(@chunk_ids::bigint[]) AS chunk_id, unnest(@hashes::bytea[]) AS sha256,
               unnest(@vectors::halfvec[]) AS embedding) n
  JOIN chunk c ON c.town_id = @town_id AND c.id = n.chunk_id AND c.sha256 = n.sha256
ON CONFLICT (town_id, model_id, chunk_id) DO UPDATE
    SET sha256 = excluded.sha256, dims = excluded.dims, embedding = excluded.embedding;

-- name: DeleteRetiredModels :exec
-- Removes the built-in models before the one that is about to be retired, with their
-- vectors, except the one that is about to be used again. Models of an endpoint are
-- dropped by people.
DELETE FROM embedding_model WHERE town_id = @town_id AND state = 'retired' AND id <> @model_id AND provider = 'builtin';

-- name: RetireActiveModel :exec
-- Takes the active model out of use.
UPDATE embedding_model SET state = 'retired' WHERE town_id = @town_id AND state = 'active';

-- name: ActivateModel :exec
-- Puts a model into use.
UPDATE embedding_model SET state = 'active' WHERE town_id = @town_id AND id = @model_id;

-- name: AnalyzeEmbeddings :exec
-- Tells the planner at once how many vectors there are, after they have come.
ANALYZE chunk, chunk_embedding, embedding_model;

-- name: ModelState :one
-- The state of one model, and whether a model of an endpoint answers in its place.
SELECT m.state, m.provider, m.changed, EXISTS (
           SELECT FROM embedding_model a WHERE a.town_id = m.town_id AND a.state = 'active' AND a.provider <> 'builtin')::boolean AS endpoint_active
  FROM embedding_model m
 WHERE m.town_id = @town_id AND m.id = @model_id;

-- name: StandBy :exec
-- Keeps a model ready without using it.
UPDATE embedding_model SET state = 'retired' WHERE town_id = @town_id AND id = @model_id;

-- name: TownModels :many
-- The models of a town, or of all for 0.
SELECT town_id, id, provider, name, dims, state, changed, fingerprint
  FROM embedding_model
 WHERE @town_id::bigint IN (0, town_id)
 ORDER BY town_id, id;

-- name: CountEmbeddings :one
-- How many stretches a town has, how many of them have a vector of the model that is of
-- their text, and how many have one of an older text.
SELECT count(*) AS chunks,
       count(*) FILTER (WHERE e.sha256 = c.sha256) AS current,
       count(*) FILTER (WHERE e.sha256 <> c.sha256) AS old,
       embedding_indexed(@model_id::bigint)::boolean AS indexed
  FROM chunk c
  LEFT JOIN chunk_embedding e ON e.town_id = c.town_id AND e.model_id = @model_id::bigint AND e.chunk_id = c.id
 WHERE c.town_id = @town_id;

-- name: AddModel :one
-- Finds or makes a model of an endpoint. The fingerprint of one that is there stays.
INSERT INTO embedding_model AS m (town_id, provider, name, dims, fingerprint)
VALUES (@town_id, @provider, @name, @dims, @fingerprint::real[])
ON CONFLICT (town_id, provider, name, dims) DO UPDATE SET name = excluded.name
RETURNING m.town_id, m.id, m.provider, m.name, m.dims, m.state, m.changed, m.fingerprint;

-- name: SetModelChanged :execrows
-- Notes whether another model stands behind the name. No row when that was known.
UPDATE embedding_model SET changed = @changed WHERE town_id = @town_id AND id = @model_id AND changed <> @changed;

-- name: FallBack :exec
-- Puts the built-in model that stands by into use; without one the words answer alone.
UPDATE embedding_model AS m SET state = 'active'
 WHERE m.town_id = @town_id AND m.id = (
       SELECT max(b.id) FROM embedding_model b
        WHERE b.town_id = @town_id AND b.provider = 'builtin' AND b.state = 'retired');

-- name: DeleteModel :exec
-- Removes a model with its vectors.
DELETE FROM embedding_model WHERE town_id = @town_id AND id = @model_id;

-- name: MissingBlocks :many
-- The blocks of 64 stretches, by number, in which some have no vector of the model or
-- one of an older text.
SELECT DISTINCT (c.id / 64)::bigint AS block
  FROM chunk c
 WHERE c.town_id = @town_id AND c.id >= @first_id
   AND c.sha256 IS DISTINCT FROM (
       SELECT e.sha256 FROM chunk_embedding e
        WHERE e.town_id = c.town_id AND e.model_id = @model_id AND e.chunk_id = c.id)
 ORDER BY block
 LIMIT @max_rows;

-- name: MissingInBlock :many
-- What is missing in one block.
SELECT c.id, c.card, c.ordinal, c.text, c.sha256
  FROM chunk c
 WHERE c.town_id = @town_id AND c.id BETWEEN @first_id AND @last_id
   AND c.sha256 IS DISTINCT FROM (
       SELECT e.sha256 FROM chunk_embedding e
        WHERE e.town_id = c.town_id AND e.model_id = @model_id AND e.chunk_id = c.id)
 ORDER BY c.id;

-- name: ClaimBlock :one
-- Takes a block for this connection: the server lets it go when the connection ends,
-- also when its process was killed.
SELECT pg_try_advisory_lock(hashtextextended(format('embedding %s %s', @model_id::bigint, @block::bigint), 0));

-- name: FreeBlock :one
-- Gives a block back.
SELECT pg_advisory_unlock(hashtextextended(format('embedding %s %s', @model_id::bigint, @block::bigint), 0));

-- name: IndexStatements :one
-- What makes the index of a model, and what takes it away. They name the model and its
-- length, so they are no queries with parameters; and they run outside of transactions.
SELECT m.dims, (SELECT count(*) FROM chunk_embedding e WHERE e.town_id = m.town_id AND e.model_id = m.id) AS vectors,
       embedding_indexed(m.id)::boolean AS indexed,
       format('CREATE INDEX CONCURRENTLY chunk_embedding_hnsw_%s ON chunk_embedding USING hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops) WITH (m = 16, ef_construction = 64) WHERE model_id = %s',
              m.id, m.dims, m.id)::text AS make
  FROM embedding_model m
 WHERE m.town_id = @town_id AND m.id = @model_id;

-- name: DropStatement :one
SELECT format('DROP INDEX CONCURRENTLY IF EXISTS chunk_embedding_hnsw_%s', @model_id::bigint)::text;

-- name: Nearest :many
-- The cards nearest to a vector among those of the given models, best first, each by its
-- nearest stretch. Where a model has no index every one of its vectors is read on
-- purpose: with the thousands a town has, that is faster and more exact.
WITH model AS (
    SELECT m.town_id, m.id, m.dims, embedding_indexed(m.id) AS indexed
      FROM embedding_model m
     WHERE m.id = ANY(@models::bigint[]) AND m.dims = vector_dims(@vector::halfvec)
), near AS (
    SELECT e.town_id, e.card, max(1 - (e.embedding <=> @vector::halfvec))::float8 AS similarity
      FROM model m
      JOIN chunk_embedding e ON e.town_id = m.town_id AND e.model_id = m.id
     WHERE NOT m.indexed
     GROUP BY e.town_id, e.card
    UNION ALL
    SELECT n.town_id, n.card, max(n.similarity)
      FROM model m
     CROSS JOIN LATERAL nearest_by_index(m.id, m.dims, @vector::halfvec, 4 * @max_rows::integer) n
     WHERE m.indexed
     GROUP BY n.town_id, n.card
)
SELECT town_id, card, similarity::float8 AS similarity FROM near
 ORDER BY similarity DESC, town_id, card
 LIMIT @max_rows::integer;
