-- name: AccountByEmail :one
-- An account by its address, for signing in.
SELECT id, email, name, password_hash, must_change, totp_secret, (disabled_at IS NOT NULL)::boolean AS disabled
  FROM operator WHERE email = @email;

-- name: AccountByID :one
-- An account by its number.
SELECT id, email, name, password_hash, must_change, totp_secret, (disabled_at IS NOT NULL)::boolean AS disabled
  FROM operator WHERE id = @id;

-- name: Memberships :many
-- An account's places in the towns, with the queues it answers.
SELECT m.town_id, m.role::text AS role, m.capacity, m.wants::text AS wants,
       coalesce(array_agg(s.queue ORDER BY s.queue) FILTER (WHERE s.queue IS NOT NULL), '{}')::text[] AS skills
  FROM member m LEFT JOIN skill s ON s.town_id = m.town_id AND s.operator_id = m.operator_id
 WHERE m.operator_id = @operator_id
 GROUP BY m.town_id, m.operator_id ORDER BY m.town_id;

-- name: Staff :many
-- A town's members by name, with when one of their browsers was last seen.
SELECT o.id, o.email, o.name, o.must_change, (o.totp_secret IS NOT NULL)::boolean AS second_factor, (o.disabled_at IS NOT NULL)::boolean AS disabled,
       m.role::text AS role, m.capacity, m.wants::text AS wants,
       coalesce((SELECT array_agg(s.queue ORDER BY s.queue) FROM skill s
                  WHERE s.town_id = m.town_id AND s.operator_id = m.operator_id), '{}')::text[] AS skills,
       coalesce((SELECT max(x.seen_at) FROM staff_session x WHERE x.operator_id = o.id), to_timestamp(0))::timestamptz AS seen_at
  FROM member m JOIN operator o ON o.id = m.operator_id
 WHERE m.town_id = @town_id ORDER BY o.disabled_at IS NOT NULL, lower(o.name), o.id;

-- name: AnyOperator :one
-- Whether there is any account at all.
SELECT EXISTS (SELECT FROM operator);

-- name: AddOperator :one
-- Makes an account whose password was given to it. The address must be free.
INSERT INTO operator (email, name, password_hash, must_change) VALUES (@email, @name, @password_hash, true) RETURNING id;

-- name: RenameOperator :execrows
UPDATE operator SET name = @name WHERE id = @id;

-- name: EnableOperator :execrows
UPDATE operator SET disabled_at = NULL WHERE id = @id;

-- name: SetPassword :execrows
UPDATE operator SET password_hash = @password_hash, must_change = @must_change WHERE id = @id;

-- name: SetSecondFactor :execrows
UPDATE operator SET totp_secret = sqlc.narg('totp_secret'), totp_last_step = @step WHERE id = @id;

-- name: UseCode :execrows
-- Spends a code's step: one that is not newer than the last one is refused.
UPDATE operator SET totp_last_step = @step WHERE id = @id AND totp_last_step < @step;

-- name: SetMember :exec
-- Gives an account a place in a town or changes it. What it wants of the queue stays.
INSERT INTO member AS m (town_id, operator_id, role, capacity) VALUES (@town_id, @operator_id, @role::text, @capacity)
ON CONFLICT (town_id, operator_id) DO UPDATE SET role = excluded.role, capacity = excluded.capacity;

-- name: SetSkills :exec
-- Makes the queues of a member exactly these; none means all.
WITH gone AS (DELETE FROM skill s WHERE s.town_id = @town_id AND s.operator_id = @operator_id AND s.queue <> ALL (@queues::text[]))
INSERT INTO skill (town_id, operator_id, queue) SELECT @town_id, @operator_id, unnest(@queues::text[])
ON CONFLICT DO NOTHING;

-- name: LockMember :one
-- Keeps conversations from being given to a member until the transaction ends.
SELECT operator_id FROM member WHERE town_id = @town_id AND operator_id = @operator_id FOR UPDATE;

-- name: HoldsConversations :one
-- Whether a member has, or is asked to take, any conversation of the town, or has
-- promised to call somebody back.
SELECT (EXISTS (SELECT FROM conversation c
                 WHERE c.town_id = @town_id AND c.owner_id IS NOT NULL AND @operator_id::bigint IN (c.owner_id, c.transfer_to))
     OR EXISTS (SELECT FROM callback b
                 WHERE b.town_id = @town_id AND b.owner_id = @operator_id::bigint AND b.state = 'taken'))::boolean AS holds;

-- name: RemoveMember :exec
DELETE FROM member WHERE town_id = @town_id AND operator_id = @operator_id;

-- name: OpenStaffSession :exec
INSERT INTO staff_session (token_sha256, operator_id, agent, expires_at, second_factor_at)
VALUES (@token_sha256, @operator_id, @agent, @expires_at, sqlc.narg('second_factor_at'));

-- name: StaffSession :one
-- A session that is good. That it was seen is noted once a minute: every page asks for it.
WITH seen AS (
    UPDATE staff_session s SET seen_at = clock_timestamp()
     WHERE s.token_sha256 = @token_sha256 AND s.seen_at < clock_timestamp() - interval '1 minute'
       AND s.seen_at > clock_timestamp() - @idle::interval AND s.expires_at > clock_timestamp())
SELECT s.operator_id, s.second_factor_at, s.agent, s.created_at, s.seen_at, s.expires_at
  FROM staff_session s JOIN operator o ON o.id = s.operator_id
 WHERE s.token_sha256 = @token_sha256 AND s.expires_at > clock_timestamp()
   AND s.seen_at > clock_timestamp() - @idle::interval AND o.disabled_at IS NULL;

-- name: StaffSessions :many
-- An account's good sessions, the last seen first.
SELECT s.token_sha256, s.second_factor_at, s.agent, s.created_at, s.seen_at, s.expires_at
  FROM staff_session s
 WHERE s.operator_id = @operator_id AND s.expires_at > clock_timestamp() AND s.seen_at > clock_timestamp() - @idle::interval
 ORDER BY s.seen_at DESC, s.created_at DESC;

-- name: PromoteStaffSession :execrows
-- A new token for a session whose owner has given a code.
UPDATE staff_session SET token_sha256 = @renewed, second_factor_at = clock_timestamp() WHERE token_sha256 = @token_sha256;

-- name: EndStaffSession :exec
DELETE FROM staff_session WHERE operator_id = @operator_id AND token_sha256 = @token_sha256;

-- name: EndStaffSessions :exec
DELETE FROM staff_session WHERE operator_id = @operator_id AND token_sha256 <> @keep;

-- name: SweepStaffSessions :exec
-- Sessions that ran out a day ago are of no use to anybody.
DELETE FROM staff_session WHERE expires_at < clock_timestamp() - interval '1 day';

-- name: TrySignIn :one
-- Counts an attempt as a failure until it has proved to be none. No row: too
-- many came before, nothing is counted. The count starts anew after a quiet day.
INSERT INTO sign_in_failure AS f (email, device, failures) VALUES (@email, @device, 1)
ON CONFLICT (email, device) DO UPDATE SET
    last_at = clock_timestamp(),
    failures = CASE WHEN f.last_at < clock_timestamp() - interval '1 day' THEN 1 ELSE f.failures + 1 END,
    blocked_until = CASE WHEN f.last_at < clock_timestamp() - interval '1 day' OR f.failures + 1 < @free THEN NULL
        ELSE clock_timestamp() + least(@longest::interval, interval '10 seconds' * (2 ^ least(f.failures + 1 - @free, 20))) END
  WHERE f.blocked_until IS NULL OR f.blocked_until <= clock_timestamp()
RETURNING failures;

-- name: SignInBlockedUntil :one
SELECT coalesce(blocked_until, clock_timestamp())::timestamptz AS until FROM sign_in_failure WHERE email = @email AND device = @device;

-- name: SignedIn :exec
DELETE FROM sign_in_failure WHERE email = @email AND device = @device;

-- name: ForgetAttempts :exec
DELETE FROM sign_in_failure WHERE email = @email;

-- name: SweepAttempts :exec
-- Counts of a quiet day ago start anew anyhow.
DELETE FROM sign_in_failure WHERE last_at < clock_timestamp() - interval '1 day';
