-- The ledger. A line is granted or voids another; no line is ever edited. The line that an attendance
-- earns has the session's id as its own: the primary key makes it once a session, however many of the
-- session's points one passes.

CREATE TABLE credit_entries (
    society_id   TEXT NOT NULL,
    member_id    TEXT NOT NULL,
    entry_id     TEXT NOT NULL,
    line         TEXT NOT NULL CHECK (line IN ('granted', 'voided')),
    concerns     TEXT,
    origin       TEXT NOT NULL CHECK (origin IN ('attendance', 'office', 'import')),
    session_id   TEXT,
    day          TEXT NOT NULL,
    activity     TEXT NOT NULL,
    role         TEXT NOT NULL,
    credits      TEXT NOT NULL,
    society_held BOOLEAN NOT NULL,
    event_ja     TEXT NOT NULL,
    event_en     TEXT NOT NULL,
    session_ja   TEXT NOT NULL,
    session_en   TEXT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    CHECK ((line = 'voided') = (concerns IS NOT NULL)),
    CHECK (origin <> 'attendance' OR line <> 'granted' OR entry_id = session_id),
    PRIMARY KEY (society_id, member_id, entry_id)
);
