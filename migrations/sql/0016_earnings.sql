-- What attending a session earned. The line of the ledger that a check-in grants stands here once for
-- all who earned the same, and their attendances name it: so a hall that checks in writes a row a
-- person and not two. Like a line of the ledger it is added and never changed.

CREATE TABLE earnings (
    society_id     TEXT NOT NULL,
    session_number BIGINT NOT NULL,
    -- The beginning of a digest of what follows: whatever earns the same has the same name.
    earning        BIGINT NOT NULL,
    session_id     TEXT NOT NULL,
    event_id       TEXT NOT NULL,
    day            TEXT NOT NULL,
    activity       TEXT NOT NULL,
    role           TEXT NOT NULL,
    credits        TEXT NOT NULL,
    minutes        BIGINT,
    society_held   BOOLEAN NOT NULL,
    event_ja       TEXT NOT NULL,
    event_en       TEXT NOT NULL,
    session_ja     TEXT NOT NULL,
    session_en     TEXT NOT NULL,
    PRIMARY KEY (society_id, session_number, earning)
);

-- NULL: it earned nothing, another point of the session did, or it is older than this column and its
-- line is in credit_entries.
ALTER TABLE attendances ADD COLUMN earning BIGINT;

-- The whole ledger. However many points of a session a member passed, its line is one: what is in
-- credit_entries goes before, then the attendance at the lowest point.
CREATE VIEW ledger AS
SELECT society_id, member_id, entry_id, line, concerns, origin, session_id, event_id, day, activity,
    role, credits, minutes, society_held, event_ja, event_en, session_ja, session_en, tags, codes,
    programme, proves, evidence, recorded_by, reason, recorded_at, request_digest
FROM credit_entries
UNION ALL
SELECT a.society_id, a.member_id, e.session_id, 'granted', NULL, 'attendance', e.session_id, e.event_id,
    e.day, e.activity, e.role, e.credits, e.minutes, e.society_held, e.event_ja, e.event_en,
    e.session_ja, e.session_en, NULL, NULL, NULL, NULL, 'recorded', NULL, NULL, a.registered_at, NULL
FROM attendances a
JOIN earnings e ON e.society_id = a.society_id AND e.session_number = a.session_number
    AND e.earning = a.earning
WHERE NOT EXISTS (SELECT 1 FROM attendances b WHERE b.society_id = a.society_id
    AND b.member_id = a.member_id AND b.session_number = a.session_number AND b.point < a.point
    AND b.earning IS NOT NULL)
AND NOT EXISTS (SELECT 1 FROM credit_entries c WHERE c.society_id = a.society_id
    AND c.member_id = a.member_id AND c.entry_id = e.session_id);
