-- A place at a desk that was added for one appointment can be taken away again.
-- Past appointments keep the number of the lane they were on, so that a lane is
-- switched off and not deleted; the next one that is added takes its number.

-- +goose Up
ALTER TABLE desk_lane ADD COLUMN gone boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE desk_lane DROP COLUMN gone;
