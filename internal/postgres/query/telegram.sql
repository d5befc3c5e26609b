-- name: StoreUpdates :many
-- Stores updates as they came and returns the numbers of those that are new.
INSERT INTO telegram_update (bot, update_id, chat, raw, due_at)
SELECT @bot, u.id, u.chat, u.raw::json, clock_timestamp() + u.wait * interval '1 millisecond'
  FROM (SELECT unnest(@ids::bigint[]) AS id, unnest(@chats::bigint[]) AS chat, unnest(@raws::text[]) AS raw,
               unnest(@wait_ms::bigint[]) AS wait) u
ON CONFLICT DO NOTHING
RETURNING update_id;

-- name: LastUpdate :one
-- The highest number stored of a bot's, 0 for none.
SELECT coalesce(max(update_id), 0)::bigint AS last FROM telegram_update WHERE bot = @bot;

-- name: DueChats :many
-- Chats with updates to be worked, the one that has waited longest first. One update
-- that is not due yet holds its whole chat back: order goes before speed.
SELECT chat FROM telegram_update
 WHERE bot = @bot AND done_at IS NULL
 GROUP BY chat HAVING max(due_at) <= clock_timestamp()
 ORDER BY min(update_id) LIMIT @max_rows;

-- name: LockChat :one
-- Has the chat to ourselves until the transaction ends; false when somebody has it.
SELECT pg_try_advisory_xact_lock(hashtextextended('telegram ' || @bot::text || '/' || @chat::text, 0)) AS locked;

-- name: ChatUpdates :many
SELECT update_id, raw::text AS raw, attempts, at FROM telegram_update
 WHERE bot = @bot AND chat = @chat AND done_at IS NULL
 ORDER BY update_id LIMIT @max_rows;

-- name: EndUpdates :exec
UPDATE telegram_update SET raw = NULL, done_at = clock_timestamp(), failure = sqlc.narg('failure')
 WHERE bot = @bot AND update_id = ANY(@ids::bigint[]) AND done_at IS NULL;

-- name: PutOffUpdate :exec
UPDATE telegram_update SET attempts = attempts + 1, due_at = clock_timestamp() + @wait::interval
 WHERE bot = @bot AND update_id = @update_id AND done_at IS NULL;

-- name: ForgetUpdates :execrows
-- The numbers are kept for as long as Telegram may send an update again.
DELETE FROM telegram_update WHERE done_at < clock_timestamp() - @age::interval;

-- name: EnsureChat :one
INSERT INTO telegram_chat AS c (bot, chat) VALUES (@bot, @chat)
ON CONFLICT (bot, chat) DO UPDATE SET chat = excluded.chat
RETURNING coalesce(c.town_id, 0)::bigint AS town_id, c.lang, c.waiting, c.state;

-- name: SetChat :exec
UPDATE telegram_chat SET town_id = nullif(@town_id::bigint, 0), lang = @lang, waiting = @waiting, state = @state
 WHERE bot = @bot AND chat = @chat;

-- name: OpenChat :one
SELECT o_id::uuid AS id, o_state::text AS state, o_epoch::integer AS epoch, o_lang::text AS lang,
       o_last_cseq::bigint AS last_cseq, o_new::boolean AS new
  FROM open_chat(@town_id, @conversation_id, @channel, @chat, @lang, @greeting);

-- name: ChatConversation :one
-- The open conversation of a chat, or the last that was.
SELECT id, state, epoch, lang, last_cseq FROM conversation
 WHERE town_id = @town_id AND channel = @channel AND chat = @chat
 ORDER BY state = 'closed', created_at DESC LIMIT 1;

-- name: EventOf :one
-- What a citizen sent under a name.
SELECT seq FROM event
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND actor = 'citizen' AND client_id = @client_id::text;

-- name: EventAt :one
-- An event that the citizen has seen.
SELECT seq, coalesce(cseq, 0)::bigint AS cseq, kind, actor, epoch, body, at FROM event
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND seq = @seq AND cseq IS NOT NULL;

-- name: SayToChat :exec
-- What is said outside of a conversation.
INSERT INTO delivery (bot, chat, body) VALUES (@bot, @chat, @body);

-- name: ClaimDeliveries :many
-- Takes what is to be sent now: of each chat the oldest, unless one of it is being
-- sent. Two processes that ask at once see the same oldest rows, and the condition
-- on the state lets one of them have each.
WITH pause AS (
    SELECT 1 FROM telegram_bot b WHERE b.bot = @bot AND b.next_at > clock_timestamp()
), head AS (
    SELECT DISTINCT ON (d.chat) d.id, d.chat, d.state, d.due_at
      FROM delivery d WHERE d.bot = @bot AND d.state IN ('due', 'sending')
     ORDER BY d.chat, d.id
), pick AS (
    SELECT h.id, h.chat FROM head h
      LEFT JOIN telegram_chat c ON c.bot = @bot AND c.chat = h.chat
     WHERE h.state = 'due' AND h.due_at <= clock_timestamp() AND coalesce(c.next_at <= clock_timestamp(), true)
       AND NOT EXISTS (SELECT FROM pause)
     ORDER BY h.id LIMIT @max_rows
), paced AS (
    INSERT INTO telegram_chat AS c (bot, chat, next_at)
    SELECT @bot, p.chat, clock_timestamp() + @pace::interval FROM pick p
    ON CONFLICT (bot, chat) DO UPDATE SET next_at = excluded.next_at
), taken AS (
    UPDATE delivery d SET state = 'sending', sending_at = clock_timestamp(), attempts = d.attempts + 1
      FROM pick WHERE d.id = pick.id AND d.state = 'due'
    RETURNING d.id, d.chat, d.town_id, d.conversation_id, d.seq, d.body, d.part, d.unsure, d.attempts
)
SELECT t.id, t.chat, coalesce(t.town_id, ch.town_id, 0)::bigint AS town_id, coalesce(t.conversation_id::text, '')::text AS conversation_id,
       coalesce(t.seq, 0)::bigint AS seq, coalesce(e.cseq, 0)::bigint AS cseq, coalesce(e.kind, '')::text AS kind, coalesce(e.actor, '')::text AS actor,
       coalesce(e.epoch, 0)::integer AS epoch, coalesce(e.body, t.body)::json AS body, t.part, t.unsure, t.attempts,
       coalesce(c.lang, ch.lang, '')::text AS lang
  FROM taken t
  LEFT JOIN event e ON e.town_id = t.town_id AND e.conversation_id = t.conversation_id AND e.seq = t.seq
  LEFT JOIN conversation c ON c.town_id = t.town_id AND c.id = t.conversation_id
  LEFT JOIN telegram_chat ch ON ch.bot = @bot AND ch.chat = t.chat
 ORDER BY t.id;

-- name: PartSent :execrows
-- One more part has arrived; the next one may go when the chat is due again.
UPDATE delivery SET part = part + 1, message_ids = message_ids || @message_id::bigint, attempts = 0,
       state = CASE WHEN @last::boolean THEN 'sent' ELSE 'due' END, body = CASE WHEN @last::boolean THEN NULL ELSE body END,
       due_at = clock_timestamp()
 WHERE id = @id AND state = 'sending';

-- name: EndDelivery :execrows
-- failed: it cannot be sent; void: it need not be any more.
UPDATE delivery SET state = @state, error = @error, body = NULL, unsure = unsure OR @unsure::boolean
 WHERE id = @id AND state = 'sending';

-- name: RetryDelivery :execrows
UPDATE delivery SET state = 'due', due_at = clock_timestamp() + @wait::interval, error = @error, unsure = unsure OR @unsure::boolean
 WHERE id = @id AND state = 'sending';

-- name: StaleDeliveries :many
-- What was being sent by a process that is no more: nobody knows whether it arrived.
SELECT d.id, d.attempts, coalesce(e.kind, '')::text AS kind, coalesce(e.actor, '')::text AS actor, coalesce(e.body, d.body)::json AS body
  FROM delivery d
  LEFT JOIN event e ON e.town_id = d.town_id AND e.conversation_id = d.conversation_id AND e.seq = d.seq
 WHERE d.bot = @bot AND d.state = 'sending' AND d.sending_at < clock_timestamp() - @age::interval
 ORDER BY d.id LIMIT @max_rows;

-- name: PauseBot :exec
INSERT INTO telegram_bot AS b (bot, next_at) VALUES (@bot, clock_timestamp() + @wait::interval)
ON CONFLICT (bot) DO UPDATE SET next_at = greatest(b.next_at, excluded.next_at);

-- name: CloseChat :many
-- The chat cannot be written to any more: what is due there has failed. Returns the
-- open conversations that staff are to be told of.
WITH blocked AS (
    UPDATE telegram_chat t SET state = 'blocked' WHERE t.bot = @bot AND t.chat = @chat
), failed AS (
    UPDATE delivery d SET state = 'failed', error = @error, body = NULL
     WHERE d.bot = @bot AND d.chat = @chat AND d.state IN ('due', 'sending')
)
SELECT c.town_id, c.id, c.state FROM conversation c
 WHERE c.channel = 'telegram' AND c.chat = @bot::bigint::text || '/' || @chat::bigint::text AND c.state <> 'closed';

-- name: MoveChat :exec
-- A group became a supergroup: everything goes on under its new number.
WITH chats AS (
    UPDATE telegram_chat t SET chat = @to_chat WHERE t.bot = @bot AND t.chat = @chat
       AND NOT EXISTS (SELECT FROM telegram_chat o WHERE o.bot = @bot AND o.chat = @to_chat)
), updates AS (
    UPDATE telegram_update u SET chat = @to_chat WHERE u.bot = @bot AND u.chat = @chat AND u.done_at IS NULL
), conversations AS (
    UPDATE conversation c SET chat = @bot::bigint::text || '/' || @to_chat::bigint::text
     WHERE c.channel = 'telegram' AND c.chat = @bot::bigint::text || '/' || @chat::bigint::text AND c.state <> 'closed'
)
UPDATE delivery d SET chat = @to_chat, state = 'due' WHERE d.bot = @bot AND d.chat = @chat AND d.state IN ('due', 'sending');

-- name: Deliveries :many
-- How what was said in a conversation has arrived, where it is not simply sent.
SELECT d.seq::bigint AS seq, d.state, d.unsure, coalesce(d.error, '')::text AS error, e.at
  FROM delivery d
  JOIN event e ON e.town_id = d.town_id AND e.conversation_id = d.conversation_id AND e.seq = d.seq
 WHERE d.town_id = @town_id::bigint AND d.conversation_id = (@conversation_id::text)::uuid AND (d.state <> 'sent' OR d.unsure);

-- name: ChatStateOf :one
-- How the chat of a conversation stands; open for one that is of no chat.
SELECT coalesce((SELECT t.state FROM telegram_chat t
                  WHERE t.bot = split_part(c.chat, '/', 1)::bigint AND t.chat = split_part(c.chat, '/', 2)::bigint), 'open')::text AS state
  FROM conversation c
 WHERE c.town_id = @town_id AND c.id = (@conversation_id::text)::uuid AND c.channel = 'telegram';

-- name: SaveAttachment :one
-- Keeps a file, once: the same file of the same message is the same row.
INSERT INTO attachment AS a (town_id, id, conversation_id, name, mime, size, bytes, sha256, client_id)
VALUES (@town_id, @id, @conversation_id, @name, @mime, @size, @bytes, @sha256, @client_id)
ON CONFLICT (town_id, conversation_id, client_id) DO UPDATE SET client_id = a.client_id
RETURNING a.id;

-- name: Attachment :one
SELECT conversation_id, name, mime, size, bytes FROM attachment WHERE town_id = @town_id AND id = @id;

-- name: MakeLink :exec
INSERT INTO conversation_link (town_id, token_sha256, conversation_id, ends_at)
VALUES (@town_id, @token_sha256, @conversation_id, clock_timestamp() + @age::interval);

-- name: LinkedConversation :one
-- The conversation of a link that can still be used.
SELECT c.id, c.lang FROM conversation_link l
  JOIN conversation c ON c.town_id = l.town_id AND c.id = l.conversation_id AND c.state <> 'closed'
 WHERE l.town_id = @town_id AND l.token_sha256 = @token_sha256 AND l.used_at IS NULL AND l.ends_at > clock_timestamp();

-- name: UseLink :one
-- A link is used once.
UPDATE conversation_link SET used_at = clock_timestamp()
 WHERE town_id = @town_id AND token_sha256 = @token_sha256 AND used_at IS NULL AND ends_at > clock_timestamp()
RETURNING conversation_id;

-- name: CarryOver :execrows
-- The conversation goes on in the chat. One that is open there already is in the way.
UPDATE conversation SET channel = 'telegram', chat = @chat WHERE town_id = @town_id AND id = @conversation_id AND state <> 'closed';

-- name: Lead :one
SELECT pg_try_advisory_lock(hashtextextended('lead ' || @name::text, 0)) AS led;
