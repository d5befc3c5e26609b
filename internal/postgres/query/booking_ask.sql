-- name: HoldsNearTheirEnd :many
-- Places of citizens that are kept for two minutes more, and for long enough to
-- answer, of whom nobody has asked whether they need more time. While people have
-- the conversation the place is theirs to keep.
SELECT a.town_id, a.hold_owner::text AS conversation_id, c.lang, a.hold_expires_at::timestamptz AS until
  FROM allocation a
  JOIN booking_draft d ON d.town_id = a.town_id AND d.conversation_id = a.hold_owner
  JOIN conversation c ON c.town_id = a.town_id AND c.id = a.hold_owner
 WHERE a.state = 'held' AND a.hold_kind = 'citizen' AND c.state = 'bot'
   AND a.hold_expires_at BETWEEN app_now() + interval '20 seconds' AND app_now() + interval '2 minutes'
   AND d.asked_for IS DISTINCT FROM a.hold_expires_at
   AND a.hold_expires_at < a.hold_started_at + interval '2 hours' -- the last extension is the last
 ORDER BY a.hold_expires_at
 LIMIT 100;

-- name: AskedForTime :execrows
-- Of several processes one asks.
UPDATE booking_draft SET asked_for = @until::timestamptz
 WHERE town_id = @town_id AND conversation_id = @conversation_id AND asked_for IS DISTINCT FROM @until::timestamptz;
