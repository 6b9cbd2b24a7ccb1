-- The ledger in full: who wrote a line, when and why; what a rule may ask of it; declarations of
-- members with their proofs and the office's word on them.

-- Rebuilt, because SQLite can't change a CHECK. `granted` is the only line with a deed; the others
-- concern one, and say why. recorded_by NULL: nobody at a desk (a check-in, an import from the
-- terminal). tags and codes are JSON lists, NULL without any. A granted line that `concerns` another
-- stands in its place. request_digest: what the request with an idempotency key asked for.
ALTER TABLE credit_entries RENAME TO credit_entries_before;

CREATE TABLE credit_entries (
    society_id     TEXT NOT NULL,
    member_id      TEXT NOT NULL,
    entry_id       TEXT NOT NULL,
    line           TEXT NOT NULL CHECK (line IN ('granted', 'voided', 'accepted', 'rejected')),
    concerns       TEXT,
    origin         TEXT NOT NULL CHECK (origin IN ('attendance', 'office', 'import', 'member')),
    session_id     TEXT,
    event_id       TEXT,
    day            TEXT,
    activity       TEXT,
    role           TEXT,
    credits        TEXT,
    minutes        BIGINT,
    society_held   BOOLEAN,
    event_ja       TEXT,
    event_en       TEXT,
    session_ja     TEXT,
    session_en     TEXT,
    tags           TEXT,
    codes          TEXT,
    programme      TEXT,
    proves         TEXT,
    evidence       TEXT CHECK (evidence IN ('recorded', 'declared')),
    recorded_by    TEXT,
    reason         TEXT,
    recorded_at    BIGINT NOT NULL,
    request_digest TEXT,
    CHECK (line = 'granted' OR concerns IS NOT NULL),
    CHECK (line NOT IN ('voided', 'rejected') OR reason IS NOT NULL),
    CHECK (line <> 'granted' OR (day IS NOT NULL AND activity IS NOT NULL AND role IS NOT NULL
        AND credits IS NOT NULL AND society_held IS NOT NULL AND event_ja IS NOT NULL
        AND event_en IS NOT NULL AND session_ja IS NOT NULL AND session_en IS NOT NULL
        AND evidence IS NOT NULL)),
    CHECK (origin <> 'attendance' OR (line = 'granted' AND entry_id = session_id)),
    PRIMARY KEY (society_id, member_id, entry_id)
);

INSERT INTO credit_entries (society_id, member_id, entry_id, line, concerns, origin, session_id,
    event_id, day, activity, role, credits, society_held, event_ja, event_en, session_ja, session_en,
    evidence, reason, recorded_at)
SELECT b.society_id, b.member_id, b.entry_id, b.line, b.concerns,
    CASE WHEN b.line = 'voided' THEN 'office' ELSE b.origin END, b.session_id, s.event_id, b.day,
    b.activity, b.role, b.credits, b.society_held, b.event_ja, b.event_en, b.session_ja, b.session_en,
    'recorded', CASE WHEN b.line = 'voided' THEN '' END, b.recorded_at
FROM credit_entries_before b
LEFT JOIN sessions s ON s.society_id = b.society_id AND s.session_id = b.session_id;

DROP TABLE credit_entries_before;

-- What an office has yet to look at. A row is here as long as its declaration waits; the ledger
-- itself is never searched across members.
CREATE TABLE declarations_waiting (
    society_id  TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    entry_id    TEXT NOT NULL,
    declared_at BIGINT NOT NULL,
    PRIMARY KEY (society_id, member_id, entry_id)
);

CREATE INDEX declarations_by_time ON declarations_waiting (society_id, declared_at, entry_id);

-- The file that proves a declaration.
CREATE TABLE proofs (
    society_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    entry_id   TEXT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('application/pdf', 'image/jpeg', 'image/png')),
    digest     TEXT NOT NULL,
    content    BYTEA NOT NULL,
    PRIMARY KEY (society_id, member_id, entry_id)
);

-- Where a member wants a credit to count. It only grows: the newest choice holds, and NULL takes an
-- earlier one back.
CREATE TABLE credit_choices (
    society_id    TEXT NOT NULL,
    member_id     TEXT NOT NULL,
    certification TEXT NOT NULL,
    entry_id      TEXT NOT NULL,
    chosen_at     BIGINT NOT NULL,
    category      TEXT,
    PRIMARY KEY (society_id, member_id, certification, entry_id, chosen_at)
);

-- What the rules may ask about a person. It only grows: the newest row holds, and the rows before it
-- say what was known then.
CREATE TABLE member_facts (
    society_id  TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT,
    why         TEXT NOT NULL,
    facts       TEXT NOT NULL,
    PRIMARY KEY (society_id, member_id, recorded_at),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

ALTER TABLE holdings ADD COLUMN first_certified TEXT;
ALTER TABLE holdings ADD COLUMN renewals BIGINT NOT NULL DEFAULT 0;
-- The granted extensions of this period, as a JSON list; NULL without any.
ALTER TABLE holdings ADD COLUMN extensions TEXT;
ALTER TABLE holdings ADD COLUMN used_until TEXT;
ALTER TABLE holdings ADD COLUMN carried TEXT NOT NULL DEFAULT '0';

UPDATE holdings SET renewals = 1 WHERE renewed_on IS NOT NULL;

-- What passing a point means; how long somebody stayed is known from an entry and an exit.
ALTER TABLE points ADD COLUMN kind TEXT NOT NULL DEFAULT 'single'
    CHECK (kind IN ('single', 'entry', 'exit'));
