-- Who stands behind the sign-in names of lotsen.yaml.

-- name: roster_known
-- Every sign-in name that is known, in every tenant.
SELECT upn, person FROM roster_person ORDER BY upn, tenant;

-- name: roster_keep
-- A person has this sign-in name; the last word counts.
INSERT INTO roster_person (tenant, upn, person) VALUES (:tenant, :upn, :person)
ON CONFLICT (tenant, upn) DO UPDATE SET person = excluded.person;

-- name: roster_forget
-- lotsen.yaml names nobody so any more.
DELETE FROM roster_person WHERE upn = :upn;

-- name: roster_met
-- People whom the bot can write to, behind the last one that was looked at, in every tenant.
SELECT tenant, person, account, place, service_url, bot FROM address
WHERE (tenant, person) > (:last_tenant, :last_person) AND blocked = 0
ORDER BY tenant, person LIMIT :most;
