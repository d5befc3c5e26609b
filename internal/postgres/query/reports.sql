-- name: Board :many
-- The conversations that wait for a person or have one: danger first, then the
-- longest waiting.
SELECT c.id, c.state::text AS state, coalesce(c.queue, '')::text AS queue, c.lang, (c.crisis IS NOT NULL)::boolean AS crisis, c.priority,
       c.queued_at, c.waiting_since, coalesce(c.owner_id, 0)::bigint AS owner_id, coalesce(o.name, '')::text AS owner_name
  FROM conversation c LEFT JOIN operator o ON o.id = c.owner_id
 WHERE c.town_id = @town_id AND c.state IN ('queued', 'offered', 'assigned', 'snoozed')
 ORDER BY c.priority DESC, c.queued_at NULLS LAST, c.created_at;

-- name: OpenCallbacks :one
-- How many promises to call back are open, and how many are late.
SELECT clock_timestamp()::timestamptz AS at, count(*)::integer AS open, (count(*) FILTER (WHERE due_at < clock_timestamp()))::integer AS overdue
  FROM callback WHERE town_id = @town_id AND state IN ('open', 'taken');

-- name: ConversationsByHour :many
-- Conversations begun in a period in which the citizen said something, by the
-- hour of the day.
SELECT extract(hour FROM c.created_at AT TIME ZONE 'Europe/Rome')::integer AS hour, count(*)::integer AS n
  FROM conversation c
 WHERE c.town_id = @town_id AND c.created_at >= @since AND c.created_at < @before
   AND EXISTS (SELECT FROM event e WHERE e.town_id = c.town_id AND e.conversation_id = c.id AND e.actor = 'citizen' AND e.kind = 'message')
 GROUP BY 1;

-- name: TurnOutcomes :many
-- What became of the assistant's turns in a period. A turn that was to say
-- nothing is no turn.
SELECT coalesce(t.outcome, '')::text AS outcome, count(*)::integer AS n
  FROM turn t
 WHERE t.town_id = @town_id AND t.created_at >= @since AND t.created_at < @before AND t.outcome IS NOT NULL AND t.outcome <> 'void'
 GROUP BY 1;

-- name: AnsweredTopics :many
-- What the answers of a period were about. A card that is not there any more has
-- no topic.
SELECT coalesce(own.data ->> 'topic', inherited.data ->> 'topic', '')::text AS topic, count(*)::integer AS n
  FROM turn t
  JOIN town ON town.id = t.town_id
  LEFT JOIN town parent ON parent.slug = town.data ->> 'parent'
  LEFT JOIN card own ON own.town_id = t.town_id AND own.slug = t.trace #>> '{ranking,0,card}'
  LEFT JOIN card inherited ON inherited.town_id = parent.id AND inherited.slug = t.trace #>> '{ranking,0,card}'
 WHERE t.town_id = @town_id AND t.created_at >= @since AND t.created_at < @before AND t.outcome = 'answer'
 GROUP BY 1
 ORDER BY 2 DESC, 1;

-- name: Stretches :many
-- The stretches with people that began in a period, read from the log: from the
-- first state event after the assistant, or a closed or call-back conversation,
-- to the event that ends them. What happened in one conversation more than once
-- is so many stretches. Times are in seconds, -1 where there was no such thing:
-- nobody waits when an operator steps in.
WITH marks AS (
    SELECT e.conversation_id, e.seq, e.at, e.body ->> 'state' AS state, e.body ->> 'queue' AS queue,
           coalesce(lag(e.body ->> 'state') OVER w, 'bot') IN ('bot', 'closed', 'callback')
               AND e.body ->> 'state' IN ('queued', 'offered', 'assigned') AS begins
      FROM event e
     WHERE e.town_id = @town_id AND e.kind = 'state'
       AND e.conversation_id IN (
           SELECT i.conversation_id FROM event i
            WHERE i.town_id = @town_id AND i.kind = 'state' AND i.at >= @since AND i.at < @before)
    WINDOW w AS (PARTITION BY e.conversation_id ORDER BY e.seq)
), numbered AS (
    SELECT m.*, count(*) FILTER (WHERE m.begins) OVER (PARTITION BY m.conversation_id ORDER BY m.seq) AS stretch
      FROM marks m
), stretches AS (
    SELECT n.conversation_id, min(n.at) AS began_at,
           (array_agg(n.queue ORDER BY n.seq) FILTER (WHERE n.queue IS NOT NULL))[1] AS queue,
           min(n.at) FILTER (WHERE n.state = 'queued') AS asked_at,
           min(n.at) FILTER (WHERE n.state = 'assigned') AS taken_at,
           min(n.seq) FILTER (WHERE n.state = 'assigned') AS taken_seq,
           min(n.at) FILTER (WHERE n.state IN ('bot', 'closed', 'callback')) AS ended_at,
           min(n.seq) FILTER (WHERE n.state IN ('bot', 'closed', 'callback')) AS ended_seq
      FROM numbered n
     WHERE n.stretch > 0
     GROUP BY n.conversation_id, n.stretch
)
SELECT extract(hour FROM s.began_at AT TIME ZONE 'Europe/Rome')::integer AS hour, coalesce(s.queue, '')::text AS queue,
       (s.asked_at IS NOT NULL)::boolean AS asked, (s.taken_at IS NOT NULL)::boolean AS taken, (s.ended_at IS NOT NULL)::boolean AS ended,
       coalesce(extract(epoch FROM s.taken_at - s.asked_at), -1)::float8 AS waited,
       coalesce(extract(epoch FROM a.at - s.taken_at), -1)::float8 AS answered_after,
       coalesce(extract(epoch FROM s.ended_at - s.taken_at), -1)::float8 AS handled
  FROM stretches s
  LEFT JOIN LATERAL (
       SELECT e.at FROM event e
        WHERE e.town_id = @town_id AND e.conversation_id = s.conversation_id AND e.seq > s.taken_seq
          AND e.seq < coalesce(s.ended_seq, 9223372036854775807) AND e.kind = 'message' AND e.actor LIKE 'operator:%'
        ORDER BY e.seq LIMIT 1) a ON true
 WHERE s.began_at >= @since::timestamptz AND s.began_at < @before::timestamptz
 ORDER BY s.began_at;

-- name: CallbackOutcomes :many
-- What became of the call-backs promised in a period.
SELECT state::text AS state, count(*)::integer AS n
  FROM callback WHERE town_id = @town_id AND created_at >= @since AND created_at < @before
 GROUP BY 1;

-- name: RatingsOf :many
-- The ratings of a period, newest first, without who gave them.
SELECT stars, answer, text, at FROM rating
 WHERE town_id = @town_id AND at >= @since AND at < @before
 ORDER BY at DESC;

-- name: QueuePauses :many
-- The queues that are closed by hand now.
SELECT p.queue, p.until, p.reason, coalesce(o.name, '')::text AS by_name
  FROM queue_pause p LEFT JOIN operator o ON o.id = p.operator_id
 WHERE p.town_id = @town_id AND p.until > clock_timestamp()
 ORDER BY p.queue;

-- name: PauseQueue :exec
-- Closes a queue until a moment, or sets another moment.
INSERT INTO queue_pause (town_id, queue, until, reason, operator_id)
VALUES (@town_id, @queue, @until, @reason, @operator_id)
ON CONFLICT (town_id, queue) DO UPDATE
    SET until = excluded.until, reason = excluded.reason, operator_id = excluded.operator_id, at = clock_timestamp();

-- name: ResumeQueue :exec
-- Opens a queue that was closed by hand.
DELETE FROM queue_pause WHERE town_id = @town_id AND queue = @queue;

-- name: QueuePaused :one
-- Until when a queue is closed by hand; no row when it is not.
SELECT until FROM queue_pause WHERE town_id = @town_id AND queue = @queue AND until > clock_timestamp();

-- name: SetCapacity :execrows
-- How many conversations a member may have at the same time.
UPDATE member SET capacity = @capacity WHERE town_id = @town_id AND operator_id = @operator_id;

-- name: KeepSkills :exec
-- Takes the queues from a member that are not among these.
DELETE FROM skill WHERE town_id = @town_id AND operator_id = @operator_id AND queue <> ALL (@queues::text[]);

-- name: AddSkills :exec
-- Gives a member these queues.
INSERT INTO skill (town_id, operator_id, queue)
SELECT @town_id, @operator_id, unnest(@queues::text[])
ON CONFLICT DO NOTHING;
