-- name: Board :many
-- The conversations that wait for a person or have one, or should: danger first,
-- that which nobody has looked at before all, then the longest waiting.
SELECT c.id, c.state::text AS state, coalesce(c.queue, '')::text AS queue, c.lang, (c.crisis IS NOT NULL)::boolean AS crisis, c.priority,
       c.queued_at, c.waiting_since, c.alarmed_at, coalesce(c.owner_id, 0)::bigint AS owner_id, coalesce(o.name, '')::text AS owner_name
  FROM conversation c LEFT JOIN operator o ON o.id = c.owner_id
 WHERE c.town_id = @town_id AND (c.state IN ('queued', 'offered', 'assigned', 'snoozed') OR c.alarmed_at IS NOT NULL)
 ORDER BY c.alarmed_at NULLS LAST, c.priority DESC, c.queued_at NULLS LAST, c.created_at;

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

-- name: Refusals :many
-- Why citizens of a period who asked for a person could not even wait: the end of
-- the rule's name with which the bot told them.
SELECT substring(t.trace ->> 'rule' FROM '[^/]+$')::text AS refusal, count(*)::integer AS n
  FROM turn t
 WHERE t.town_id = @town_id AND t.created_at >= @since AND t.created_at < @before AND t.outcome IN ('handoff', 'decline')
   AND substring(t.trace ->> 'rule' FROM '[^/]+$') = ANY (@refusals::text[])
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
-- The stretches with people that began in a period. Times are in seconds, -1
-- where there was no such thing: nobody waits when an operator steps in.
SELECT extract(hour FROM s.o_began_at::timestamptz AT TIME ZONE 'Europe/Rome')::integer AS hour, s.o_queue::text AS queue,
       (s.o_asked_at IS NOT NULL)::boolean AS asked, (s.o_taken_at IS NOT NULL)::boolean AS taken, (s.o_ended_at IS NOT NULL)::boolean AS ended,
       coalesce(extract(epoch FROM s.o_taken_at - s.o_asked_at), -1)::float8 AS waited,
       coalesce(extract(epoch FROM a.at - s.o_taken_at), -1)::float8 AS answered_after,
       coalesce(extract(epoch FROM s.o_ended_at - s.o_taken_at), -1)::float8 AS handled
  FROM people_stretches(@town_id, @since, @before) s
  LEFT JOIN LATERAL (
       SELECT e.at FROM event e
        WHERE e.town_id = @town_id AND e.conversation_id = s.o_conversation AND e.seq > s.o_taken_seq
          AND e.seq < coalesce(s.o_ended_seq, 9223372036854775807) AND e.kind = 'message' AND e.actor LIKE 'operator:%'
        ORDER BY e.seq LIMIT 1) a ON true;

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
