-- name: ReserveTokens :execrows
-- Takes tokens from what a town may use in a day, if there are so many left: one
-- statement, so the row's lock decides who has the last.
INSERT INTO model_day AS d (town_id, day, tokens)
SELECT @town_id::bigint, @day::date, @tokens::bigint
 WHERE @tokens::bigint <= coalesce((SELECT l.daily_tokens FROM model_limit l WHERE l.town_id = @town_id::bigint), 9223372036854775807)
ON CONFLICT (town_id, day) DO UPDATE SET tokens = d.tokens + excluded.tokens
 WHERE d.tokens + excluded.tokens <= coalesce((SELECT l.daily_tokens FROM model_limit l WHERE l.town_id = d.town_id), 9223372036854775807);

-- name: SettleTokens :exec
-- Adds what a call has used beyond what was reserved for it, or gives back.
INSERT INTO model_day AS d (town_id, day, tokens) VALUES (@town_id, @day, greatest(@tokens::bigint, 0))
ON CONFLICT (town_id, day) DO UPDATE SET tokens = greatest(d.tokens + @tokens::bigint, 0);

-- name: SetModelLimit :exec
INSERT INTO model_limit AS l (town_id, daily_tokens, operator_id) VALUES (@town_id, @daily_tokens, @operator_id)
ON CONFLICT (town_id) DO UPDATE SET daily_tokens = excluded.daily_tokens, operator_id = excluded.operator_id, at = clock_timestamp();

-- name: DropModelLimit :exec
DELETE FROM model_limit WHERE town_id = @town_id;

-- name: ModelLimit :one
-- What a town may use in a day, 0 for as much as it likes, and what it has used on one.
SELECT coalesce((SELECT l.daily_tokens FROM model_limit l WHERE l.town_id = @town_id), 0)::bigint AS daily_tokens,
       coalesce((SELECT d.tokens FROM model_day d WHERE d.town_id = @town_id AND d.day = @day), 0)::bigint AS used;

-- name: CountModelUse :exec
-- Adds calls to what was counted, in the order of the key, so that two processes never
-- wait for each other in a circle.
INSERT INTO model_use AS u (town_id, day, step, model, failure, calls, tokens_in, tokens_out, took_ms)
SELECT n.town_id, n.day, n.step, n.model, n.failure, n.calls, n.tokens_in, n.tokens_out, n.took_ms
  FROM (SELECT unnest(@town_ids::bigint[]) AS town_id, unnest(@days::date[]) AS day, unnest(@steps::text[]) AS step,
               unnest(@models::text[]) AS model, unnest(@failures::text[]) AS failure, unnest(@calls::bigint[]) AS calls,
               unnest(@tokens_in::bigint[]) AS tokens_in, unnest(@tokens_out::bigint[]) AS tokens_out, unnest(@took_ms::bigint[]) AS took_ms) n
  JOIN town t ON t.id = n.town_id
 ORDER BY n.town_id, n.day, n.step, n.model, n.failure
ON CONFLICT (town_id, day, step, model, failure) DO UPDATE SET
       calls = u.calls + excluded.calls, tokens_in = u.tokens_in + excluded.tokens_in,
       tokens_out = u.tokens_out + excluded.tokens_out, took_ms = u.took_ms + excluded.took_ms;

-- name: ModelUses :many
-- What a town's calls have cost, by day and step.
SELECT day, step, model, failure, calls, tokens_in, tokens_out, took_ms FROM model_use
 WHERE town_id = @town_id AND day BETWEEN @first AND @last
 ORDER BY day DESC, step, model, failure;

-- name: KeepRejected :exec
-- Keeps what a model wrote and nobody was shown.
INSERT INTO model_rejected (town_id, conversation_id, reason, sentence, cards)
SELECT @town_id, @conversation_id, n.reason, n.sentence, string_to_array(n.cards, ' ')
  FROM (SELECT unnest(@reasons::text[]) AS reason, unnest(@sentences::text[]) AS sentence, unnest(@cards::text[]) AS cards) n;

-- name: RejectedSentences :many
-- What a model wrote and nobody was shown, the newest first.
SELECT id, conversation_id, reason, sentence, cards, at FROM model_rejected
 WHERE town_id = @town_id AND (@reason::text = '' OR reason = @reason::text) AND (@before::bigint = 0 OR id < @before::bigint)
 ORDER BY id DESC LIMIT @max_rows;

-- name: RejectedCounts :many
-- How often the verifier had each reason since a moment.
SELECT reason, count(*) AS n FROM model_rejected
 WHERE town_id = @town_id AND at >= @since GROUP BY reason ORDER BY n DESC, reason;

-- name: ForgetRejected :execrows
DELETE FROM model_rejected WHERE at < clock_timestamp() - @age::interval;

-- name: Autonomies :many
SELECT topic, degree FROM model_autonomy WHERE town_id = @town_id ORDER BY topic;

-- name: SetAutonomy :exec
INSERT INTO model_autonomy AS a (town_id, topic, degree, operator_id) VALUES (@town_id, @topic, @degree, @operator_id)
ON CONFLICT (town_id, topic) DO UPDATE SET degree = excluded.degree, operator_id = excluded.operator_id, at = clock_timestamp();

-- name: DropAutonomy :exec
DELETE FROM model_autonomy WHERE town_id = @town_id AND topic = @topic;
