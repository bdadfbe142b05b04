-- name: model_letters
-- Every letter that was posted.
SELECT action, person, form, verb FROM later_letter WHERE tenant = :tenant;
