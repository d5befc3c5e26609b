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
-- Finds or makes the model. A retired one is built again.
INSERT INTO embedding_model AS m (town_id, provider, name, dims)
VALUES (@town_id, @provider, @name, @dims)
ON CONFLICT (town_id, provider, name, dims) DO UPDATE
    SET state = CASE WHEN m.state = 'retired' THEN 'building' ELSE m.state END
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
-- Removes the models before the one that is about to be retired, with their
-- vectors, except the one that is about to be used again.
DELETE FROM embedding_model WHERE town_id = @town_id AND state = 'retired' AND id <> @model_id;

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
-- The state of one model.
SELECT state FROM embedding_model WHERE town_id = @town_id AND id = @model_id;

-- name: Nearest :many
-- The cards nearest to a vector among those of the towns' active models, best
-- first, each by its nearest stretch. Reads every vector of those towns on
-- purpose: with the thousands a town has, that is faster and more exact than an
-- index.
SELECT e.town_id, e.card, max(1 - (e.embedding <=> @vector::halfvec))::float8 AS similarity
  FROM embedding_model m
  JOIN chunk_embedding e ON e.town_id = m.town_id AND e.model_id = m.id
 WHERE m.town_id = ANY(@towns::bigint[]) AND m.state = 'active' AND m.dims = vector_dims(@vector::halfvec)
 GROUP BY e.town_id, e.card
 ORDER BY similarity DESC, e.town_id, e.card
 LIMIT @max_rows;
