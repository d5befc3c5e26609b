-- name: JobsDue :one
-- Whether there is work for River: a job that is due, or one that runs, which may
-- be of a process that died. Two seconds ahead: its loops need a moment to begin.
SELECT EXISTS (
    SELECT 1 FROM river_job
    WHERE state IN ('available', 'retryable', 'scheduled', 'running') AND queue = 'default' AND priority = 1
      AND scheduled_at <= now() + interval '2 seconds'
) AS due;
