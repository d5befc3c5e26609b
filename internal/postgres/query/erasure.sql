-- name: EraseConversation :one
-- Blanks what was said in a conversation, or raises CAT06.
SELECT r.o_seq::bigint AS seq, r.o_cseq::bigint AS cseq, r.o_epoch::integer AS epoch, r.o_at::timestamptz AS at,
       r.o_body::json AS body, r.o_dup::boolean AS dup
  FROM erase_conversation(@town_id, @conversation_id, @actor, @body) r;
