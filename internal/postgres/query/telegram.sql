-- name: StoreUpdates :many
-- Stores updates as they came and returns the numbers of those that are new. One
-- whose predecessor is not there waits for it a little: calls of the webhook overtake
-- each other.
INSERT INTO telegram_update (bot, update_id, chat, raw, due_at)
SELECT @bot, u.id, u.chat, u.raw, clock_timestamp() + interval '1 millisecond' *
       greatest(u.wait, CASE WHEN u.id - 1 = ANY(@ids::bigint[]) OR EXISTS (
           SELECT FROM telegram_update p WHERE p.bot = @bot AND p.update_id = u.id - 1) THEN 0 ELSE @gap_ms::bigint END)
  FROM (SELECT unnest(@ids::bigint[]) AS id, unnest(@chats::bigint[]) AS chat, unnest(@raws::bytea[]) AS raw,
               unnest(@wait_ms::bigint[]) AS wait) u
 ORDER BY u.id
ON CONFLICT DO NOTHING
RETURNING update_id;



-- name: DueChats :many
-- Chats with updates to be worked, the one that has waited longest first. One update
-- that is not due yet holds its whole chat back: order goes before speed.
SELECT chat FROM telegram_update
 WHERE bot = @bot AND done_at IS NULL
 GROUP BY chat HAVING max(due_at) <= clock_timestamp()
 ORDER BY min(update_id) LIMIT @max_rows;

-- name: LockChat :one
-- Has the chat to this connection alone; false when another one has it.
SELECT pg_try_advisory_lock(hashtextextended('telegram ' || @key::text, 0)) AS locked;

-- name: UnlockChat :one
SELECT pg_advisory_unlock(hashtextextended('telegram ' || @key::text, 0)) AS unlocked;

-- name: NextUpdates :many
-- Ends what was worked in a chat and returns what is next, in order; nothing while one
-- of it is not due. The try of the oldest is counted before it is made: should it kill
-- the process, it was counted. Nobody waits for the disk: what an update makes true is
-- written after its try was counted and before its end, so that of a database that
-- crashes the end alone is missing, and to work it again changes nothing. (What has
-- its raw text is not done: said so, it is found by its number and not by a walk over
-- all that is to be done.)
WITH quick AS (
    SELECT set_config('synchronous_commit', 'off', true)
), ended AS (
    UPDATE telegram_update u SET raw = NULL, done_at = clock_timestamp(),
           failure = nullif((@failures::text[])[array_position(@ids::bigint[], u.update_id)], '')
      FROM quick
     WHERE u.bot = @bot AND u.update_id = ANY(@ids::bigint[]) AND u.raw IS NOT NULL
), next AS (
    SELECT u.update_id, u.raw, u.attempts, u.troubles, u.at FROM quick, telegram_update u
     WHERE u.bot = @bot AND u.chat = @chat AND u.done_at IS NULL AND u.update_id <> ALL(@ids::bigint[])
       AND NOT EXISTS (SELECT FROM telegram_update w
                        WHERE w.bot = @bot AND w.chat = @chat AND w.done_at IS NULL AND w.due_at > clock_timestamp()
                          AND w.update_id <> ALL(@ids::bigint[]))
     ORDER BY u.update_id LIMIT @max_rows
), begun AS (
    UPDATE telegram_update u SET attempts = u.attempts + 1
     WHERE u.bot = @bot AND u.update_id = (SELECT min(n.update_id) FROM next n)
    RETURNING u.update_id
)
SELECT n.update_id, n.raw, (n.attempts + (b.update_id IS NOT NULL)::integer)::integer AS attempts, n.troubles, n.at
  FROM next n LEFT JOIN begun b ON b.update_id = n.update_id
 ORDER BY n.update_id;

-- name: PutOffUpdate :exec
UPDATE telegram_update SET due_at = clock_timestamp() + @wait::interval,
       attempts = attempts - CASE WHEN @trouble::boolean THEN 1 ELSE 0 END, troubles = troubles + CASE WHEN @trouble::boolean THEN 1 ELSE 0 END
 WHERE bot = @bot AND update_id = @update_id AND done_at IS NULL;

-- name: AwaitGaps :exec
-- Has what waits for the update before it wait once more: while nobody was there it may
-- have come in vain.
UPDATE telegram_update u SET due_at = greatest(u.due_at, clock_timestamp() + @wait::interval)
 WHERE u.bot = @bot AND u.done_at IS NULL AND NOT EXISTS (
       SELECT FROM telegram_update p WHERE p.bot = u.bot AND p.update_id = u.update_id - 1);

-- name: ForgetUpdates :execrows
-- The numbers are kept for as long as Telegram may send an update again.
DELETE FROM telegram_update WHERE done_at < clock_timestamp() - @age::interval;

-- name: ForgetSaid :execrows
-- What was said outside of conversations, when what made it be said is forgotten: until
-- then its name keeps it from being said again.
DELETE FROM delivery d
 WHERE d.seq IS NULL AND d.due_at < clock_timestamp() - @age::interval AND d.state IN ('sent', 'failed', 'void')
   AND NOT EXISTS (SELECT FROM telegram_update u WHERE u.bot = d.bot AND u.update_id::text = split_part(d.said, '/', 1));

-- name: ErasedChats :many
-- Conversations of chats of which nothing is left but their number: erased a while ago,
-- nothing said since, and no appointment that its reminders have to find the chat for.
SELECT c.town_id, c.id, c.state FROM event e
  JOIN conversation c ON c.town_id = e.town_id AND c.id = e.conversation_id AND c.last_cseq = e.cseq
 WHERE e.kind = 'state' AND e.client_id LIKE 'erase:%' AND e.at < clock_timestamp() - @age::interval
   AND c.channel = 'telegram' AND c.chat LIKE '%/%' AND c.state IN ('bot', 'closed')
   AND NOT EXISTS (SELECT FROM booking b WHERE b.town_id = c.town_id AND b.conversation_id = c.id AND b.erased_at IS NULL)
   AND NOT EXISTS (SELECT FROM waitlist w WHERE w.town_id = c.town_id AND w.conversation_id = c.id AND w.state IN ('waiting', 'offered'))
   AND NOT EXISTS (SELECT FROM delivery d WHERE d.town_id = c.town_id AND d.conversation_id = c.id AND d.state IN ('due', 'sending'))
 ORDER BY e.at LIMIT @max_rows
   FOR NO KEY UPDATE OF c SKIP LOCKED;

-- name: ForgetChatOf :exec
-- A conversation is of nobody's chat any more: it has its own id for one, as on the web.
WITH sent AS (
    DELETE FROM delivery d WHERE d.town_id = @town_id AND d.conversation_id = (@conversation_id::text)::uuid
)
UPDATE conversation c SET chat = c.id::text WHERE c.town_id = @town_id AND c.id = (@conversation_id::text)::uuid;

-- name: ForgetChats :execrows
-- Chats that nothing is known of but their number. A group that was refused is kept:
-- it is nobody's, and would be refused again.
DELETE FROM telegram_chat t
 WHERE t.state <> 'refused'
   AND NOT EXISTS (SELECT FROM conversation c WHERE c.channel = 'telegram' AND c.chat = t.bot || '/' || t.chat)
   AND NOT EXISTS (SELECT FROM delivery d WHERE d.bot = t.bot AND d.chat = t.chat)
   AND NOT EXISTS (SELECT FROM telegram_update u WHERE u.bot = t.bot AND u.chat = t.chat);

-- name: Chat :one
SELECT coalesce(town_id, 0)::bigint AS town_id, lang, waiting, state FROM telegram_chat WHERE bot = @bot AND chat = @chat;

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
  FROM open_chat(@town_id, @conversation_id, @channel, @chat, @lang, @greeting, sqlc.narg('again'));

-- name: ChatConversation :one
-- The open conversation of a chat on Telegram, or the last that was.
SELECT id, state, epoch, lang, last_cseq FROM conversation
 WHERE town_id = @town_id AND channel = 'telegram' AND chat = @chat
 ORDER BY state = 'closed', created_at DESC LIMIT 1;

-- name: ChatConversations :many
-- All conversations of a chat with a town, an open one last.
SELECT id FROM conversation
 WHERE town_id = @town_id AND channel = 'telegram' AND chat = @chat
 ORDER BY state <> 'closed', created_at, id;

-- name: EventOf :one
-- What a citizen sent under a name.
SELECT seq FROM event
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND actor = 'citizen' AND client_id = @client_id::text;

-- name: Offered :one
-- The event whose button was pressed, of a message of that number in the chat. Who is
-- quick presses before the number is known, and a message that is unsure has arrived
-- under one that never will be: those are believed, unless the number is another
-- message's. A message of an earlier conversation of the chat is found by its number.
SELECT e.conversation_id, e.seq, coalesce(e.cseq, 0)::bigint AS cseq, e.kind, e.actor, e.epoch, e.body, e.at FROM event e
  JOIN delivery d ON d.town_id = e.town_id AND d.conversation_id = e.conversation_id AND d.seq = e.seq
 WHERE e.town_id = @town_id AND e.conversation_id IN (SELECT same_chat(@town_id, @conversation_id)) AND e.seq = @seq AND e.cseq IS NOT NULL
   AND (@message_id::bigint = ANY(d.message_ids)
        OR e.conversation_id = @conversation_id AND (d.unsure OR d.state = 'sending') AND NOT EXISTS (
            SELECT FROM delivery o WHERE o.bot = d.bot AND o.chat = d.chat AND @message_id::bigint = ANY(o.message_ids)))
 ORDER BY @message_id::bigint = ANY(d.message_ids) DESC LIMIT 1;

-- name: SayToChat :exec
-- What is said outside of a conversation, once for each name.
INSERT INTO delivery (bot, chat, said, body) VALUES (@bot, @chat, @said, @body) ON CONFLICT DO NOTHING;

-- name: ClaimDeliveries :many
-- Takes what is to be sent now: of each chat the oldest, unless one of it is being
-- sent. It goes from the oldest of all on and asks for each row by itself, so that a
-- long queue costs no more than a short one, also before anybody has counted it. Two processes that ask at once see the same oldest rows, and the condition
-- on the state lets one of them have each.
WITH pause AS (
    SELECT 1 FROM telegram_bot b WHERE b.bot = @bot AND b.next_at > clock_timestamp()
), pick AS (
    SELECT d.id, d.chat FROM delivery d
     WHERE d.bot = @bot AND d.state = 'due' AND d.due_at <= clock_timestamp() AND NOT EXISTS (SELECT FROM pause)
       AND d.id = (SELECT min(o.id) FROM delivery o WHERE o.bot = @bot AND o.chat = d.chat AND o.state IN ('due', 'sending'))
       AND coalesce((SELECT c.next_at <= clock_timestamp() FROM telegram_chat c WHERE c.bot = @bot AND c.chat = d.chat), true)
     ORDER BY d.id LIMIT @max_rows
), paced AS (
    INSERT INTO telegram_chat AS c (bot, chat, next_at)
    SELECT @bot, p.chat, clock_timestamp() + @pace::interval FROM pick p
    ON CONFLICT (bot, chat) DO UPDATE SET next_at = excluded.next_at
), taken AS (
    UPDATE delivery d SET state = 'sending', sending_at = clock_timestamp(), claims = d.claims + 1
      FROM pick WHERE d.id = pick.id AND d.state = 'due'
    RETURNING d.id, d.chat, d.town_id, d.conversation_id, d.seq, d.body, d.part, d.plain, d.own, d.claims, d.attempts, d.doubts
)
SELECT t.id, t.chat, coalesce(t.town_id, ch.town_id, 0)::bigint AS town_id, coalesce(t.conversation_id::text, '')::text AS conversation_id,
       coalesce(t.seq, 0)::bigint AS seq, coalesce(e.cseq, 0)::bigint AS cseq, coalesce(e.kind, '')::text AS kind, coalesce(e.actor, '')::text AS actor,
       coalesce(e.epoch, 0)::integer AS epoch, coalesce(e.body, t.body)::json AS body, t.part, t.plain, t.own, t.claims, t.attempts, t.doubts,
       coalesce(c.lang, ch.lang, '')::text AS lang
  FROM taken t
  LEFT JOIN event e ON e.town_id = t.town_id AND e.conversation_id = t.conversation_id AND e.seq = t.seq
  LEFT JOIN conversation c ON c.town_id = t.town_id AND c.id = t.conversation_id
  LEFT JOIN telegram_chat ch ON ch.bot = @bot AND ch.chat = t.chat
 ORDER BY t.id;

-- name: PaceChat :exec
-- The chat gets nothing more for a while from now on: a call may have waited on its way.
UPDATE telegram_chat SET next_at = clock_timestamp() + @pace::interval WHERE bot = @bot AND chat = @chat;

-- name: PartSent :execrows
-- One more part has arrived; the next one may go when the chat is due again.
UPDATE delivery SET part = part + 1, message_ids = message_ids || @message_id::bigint, attempts = 0, doubts = 0,
       state = CASE WHEN @last::boolean THEN 'sent' ELSE 'due' END, body = CASE WHEN @last::boolean THEN NULL ELSE body END,
       due_at = clock_timestamp(), error = NULL
 WHERE id = @id AND claims = @claims AND state = 'sending';

-- name: EndDelivery :execrows
-- failed: it cannot be sent; void: it need not be any more.
UPDATE delivery SET state = @state, error = @error, body = NULL, unsure = unsure OR @unsure::boolean
 WHERE id = @id AND claims = @claims AND state = 'sending';

-- name: EditTarget :one
-- What a chat shows of a message that is put right: of the message, and of corrections
-- of it that were sent on their own, the last that arrived as a whole. 0 for nothing:
-- it never came, or it was said elsewhere.
SELECT o.kind, o.actor, o.epoch, coalesce(o.cseq, 0)::bigint AS cseq, o.body,
       coalesce(t.id, 0)::bigint AS delivery, coalesce(t.message_ids, '{}')::bigint[] AS message_ids,
       coalesce(t.seq <> o.seq, false)::boolean AS own
  FROM delivery d
  JOIN event o ON o.town_id = d.town_id AND o.conversation_id = d.conversation_id AND o.seq = @seq
  LEFT JOIN LATERAL (
       SELECT s.id, s.seq, s.message_ids FROM delivery s
         JOIN event e ON e.town_id = s.town_id AND e.conversation_id = s.conversation_id AND e.seq = s.seq
        WHERE s.town_id = d.town_id AND s.conversation_id = d.conversation_id AND s.seq < d.seq AND s.bot = d.bot AND s.chat = d.chat
          AND s.state = 'sent' AND cardinality(s.message_ids) > 0
          AND (s.seq = o.seq OR e.kind = 'edit' AND e.body ->> 'of' = o.seq::text)
        ORDER BY s.seq DESC LIMIT 1) t ON true
 WHERE d.id = @id;

-- name: EditStep :execrows
-- A part of an edit is done. The messages are noted with those that stand, so that
-- the next edit finds all of them.
WITH done AS (
    UPDATE delivery d SET part = d.part + @parts::integer, attempts = 0, doubts = 0,
           state = CASE WHEN @last::boolean THEN 'sent' ELSE 'due' END, due_at = clock_timestamp(), error = NULL
     WHERE d.id = @id AND d.claims = @claims AND d.state = 'sending'
    RETURNING d.id
)
UPDATE delivery s SET message_ids = array_remove(s.message_ids, @gone::bigint) || @added::bigint[]
  FROM done WHERE s.id = @standing;

-- name: RetryDelivery :execrows
UPDATE delivery SET state = 'due', due_at = clock_timestamp() + @wait::interval, error = @error, plain = plain OR @plain::boolean,
       own = own OR @own::boolean, part = CASE WHEN @own::boolean THEN 0 ELSE part END,
       attempts = attempts + CASE WHEN @counts::boolean THEN 1 ELSE 0 END,
       unsure = unsure OR @unsure::boolean, doubts = doubts + CASE WHEN @unsure::boolean THEN 1 ELSE 0 END
 WHERE id = @id AND claims = @claims AND state = 'sending';

-- name: StaleDeliveries :many
-- What was being sent by a process that is no more: nobody knows whether it arrived.
SELECT d.id, d.chat, coalesce(d.town_id, 0)::bigint AS town_id, coalesce(d.conversation_id::text, '')::text AS conversation_id, d.part, d.own,
       d.claims, d.attempts, d.doubts, coalesce(d.seq, 0)::bigint AS seq, coalesce(e.cseq, 0)::bigint AS cseq,
       coalesce(e.kind, '')::text AS kind, coalesce(e.actor, '')::text AS actor, coalesce(e.body, d.body)::json AS body
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
    UPDATE telegram_chat t SET state = 'blocked', outages = t.outages + CASE WHEN t.state = 'blocked' THEN 0 ELSE 1 END
     WHERE t.bot = @bot AND t.chat = @chat
), failed AS (
    UPDATE delivery d SET state = 'failed', error = @error, body = NULL
     WHERE d.bot = @bot AND d.chat = @chat AND d.state IN ('due', 'sending')
)
SELECT c.town_id, c.id, c.state FROM conversation c
 WHERE c.channel = 'telegram' AND c.chat = @key::text AND c.state <> 'closed';

-- name: MoveChat :exec
-- A group became a supergroup: everything goes on under its new number, also where it
-- was heard of there already.
WITH refused AS (
    UPDATE telegram_chat t SET state = 'refused' FROM telegram_chat o
     WHERE t.bot = @bot AND t.chat = @to_chat AND t.state = 'open' AND o.bot = @bot AND o.chat = @chat AND o.state = 'refused'
), chats AS (
    UPDATE telegram_chat t SET chat = @to_chat WHERE t.bot = @bot AND t.chat = @chat
       AND NOT EXISTS (SELECT FROM telegram_chat o WHERE o.bot = @bot AND o.chat = @to_chat)
), updates AS (
    UPDATE telegram_update u SET chat = @to_chat WHERE u.bot = @bot AND u.chat = @chat AND u.done_at IS NULL
), conversations AS (
    UPDATE conversation c SET chat = @to_key::text
     WHERE c.channel = 'telegram' AND c.chat = @key::text AND c.state <> 'closed'
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
 WHERE c.town_id = @town_id AND c.id = (@conversation_id::text)::uuid AND c.channel = 'telegram' AND c.chat LIKE '%/%';

-- name: AttachmentNamed :one
-- The file that came with a message, if it was kept.
SELECT id, name, mime, size FROM attachment
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND client_id = @client_id;

-- name: SaveAttachment :one
-- Keeps a file, once: the same file of the same message is the same row.
INSERT INTO attachment AS a (town_id, id, conversation_id, name, mime, size, bytes, sha256, client_id)
VALUES (@town_id, @id, @conversation_id, @name, @mime, @size, @bytes, @sha256, @client_id)
ON CONFLICT (town_id, conversation_id, client_id) DO UPDATE SET client_id = a.client_id
RETURNING a.id;

-- name: Attachment :one
SELECT conversation_id, name, mime, size, bytes FROM attachment WHERE town_id = @town_id AND id = @id;

-- name: MakeLink :execrows
INSERT INTO conversation_link (town_id, token_sha256, conversation_id, ends_at)
SELECT c.town_id, @token_sha256, c.id, clock_timestamp() + @age::interval
  FROM conversation c WHERE c.town_id = @town_id AND c.id = @conversation_id AND c.state <> 'closed';

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

-- name: UsedLink :one
-- The conversation that goes on in a chat already, by this link.
SELECT l.conversation_id FROM conversation_link l
  JOIN conversation c ON c.town_id = l.town_id AND c.id = l.conversation_id AND c.channel = 'telegram' AND c.chat = @chat
 WHERE l.town_id = @town_id AND l.token_sha256 = @token_sha256 AND l.used_at IS NOT NULL;

-- name: InTheWay :one
-- The open conversation of a chat, locked: nobody takes it meanwhile.
SELECT id, state FROM conversation
 WHERE town_id = @town_id AND channel = 'telegram' AND chat = @chat AND state <> 'closed'
   FOR NO KEY UPDATE;

-- name: CarryOver :execrows
-- The conversation goes on in the chat. One that is open there already is in the way.
UPDATE conversation SET channel = 'telegram', chat = @chat WHERE town_id = @town_id AND id = @conversation_id AND state <> 'closed';

-- name: Lead :one
SELECT pg_try_advisory_lock(hashtextextended('lead ' || @name::text, 0)) AS led;
