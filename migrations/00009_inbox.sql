-- What the staff's inbox reads.

-- +goose Up
-- Of columns that are set once: an index that every message had to touch would
-- cost the citizens for the sake of a list. The time comes before the town: an
-- index that begins with the town looks as good as the primary key while the
-- table is empty, and the functions keep the plan they made then.
CREATE INDEX conversation_newest ON conversation (created_at DESC, town_id);
CREATE INDEX conversation_ended ON conversation (town_id, closed_at DESC) WHERE state = 'closed';

-- One line of a list. The preview is a query of its own in the list of columns,
-- and not a join, so that it is read for the lines that are shown and no others.
-- It is what the citizen wants, and not that they pressed the button which asks
-- for a person, unless they said nothing else.
CREATE VIEW inbox_row AS
SELECT c.town_id, c.id, c.channel::text AS channel, c.state::text AS state, c.lang, c.epoch, c.last_seq, c.last_cseq,
       c.priority::smallint AS priority,
       coalesce(c.owner_id, 0) AS owner_id, coalesce(o.name, '') AS owner_name,
       coalesce(c.former_id, 0) AS former_id, coalesce(f.name, '') AS former_name,
       coalesce(c.transfer_to, 0) AS transfer_to, coalesce(t.name, '') AS transfer_name,
       coalesce(c.queue, '') AS queue, coalesce(c.crisis, '') AS crisis,
       coalesce(c.close_reason, '') AS close_reason, coalesce(c.page, '') AS page,
       c.queued_at, c.offered_until, c.transfer_until, c.snoozed_until, c.waiting_since, c.citizen_at,
       c.created_at, c.closed_at,
       coalesce((SELECT left(e.body ->> 'text', 200) FROM event e
                  WHERE e.town_id = c.town_id AND e.conversation_id = c.id
                    AND e.kind = 'message' AND e.actor = 'citizen'
                  ORDER BY coalesce(e.body ->> 'choice', '') IN ('person', 'assistant'), e.seq DESC LIMIT 1), '')::text AS preview,
       c.alarmed_at
  FROM conversation c
  LEFT JOIN operator o ON o.id = c.owner_id
  LEFT JOIN operator f ON f.id = c.former_id
  LEFT JOIN operator t ON t.id = c.transfer_to;

-- +goose Down
DROP VIEW inbox_row;
DROP INDEX conversation_ended;
DROP INDEX conversation_newest;
