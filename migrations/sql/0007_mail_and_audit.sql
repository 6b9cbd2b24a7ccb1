-- What the office did and what changed of a member's data, in a chain; and the mail that leaves.

ALTER TABLE members ADD COLUMN mail TEXT;
-- The language that the member is written to.
ALTER TABLE members ADD COLUMN language TEXT NOT NULL DEFAULT 'ja' CHECK (language IN ('ja', 'en'));

-- Where a society's chain ends. The row is locked by whoever adds to it, so a line follows another.
CREATE TABLE audit_heads (
    society_id TEXT PRIMARY KEY REFERENCES societies (society_id),
    lines      BIGINT NOT NULL,
    digest     TEXT NOT NULL
);

-- It only grows. `digest` is over the line before and everything in this one. member_id: whose data
-- it is about, where it is about a member's. `before` and `after` are JSON.
CREATE TABLE audit_lines (
    society_id   TEXT NOT NULL,
    line         BIGINT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    actor        TEXT NOT NULL CHECK (actor IN ('member', 'staff', 'system')),
    actor_id     TEXT,
    action       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    member_id    TEXT,
    state_before TEXT,
    state_after  TEXT,
    why          TEXT,
    digest       TEXT NOT NULL,
    CHECK ((actor = 'system') = (actor_id IS NULL)),
    PRIMARY KEY (society_id, line)
);

CREATE INDEX audit_lines_by_member ON audit_lines (society_id, member_id, recorded_at, line);
CREATE INDEX audit_lines_by_actor ON audit_lines (society_id, actor_id, recorded_at, line);
CREATE INDEX audit_lines_by_time ON audit_lines (society_id, recorded_at, line);
CREATE INDEX audit_lines_by_action ON audit_lines (society_id, action, recorded_at, line);

-- Mail to be sent, written in the transaction of what it tells of. mail_id is in its Message-ID.
-- due_at: when to try next; a process that tries moves it on, so that no other does meanwhile.
-- body is dropped once sent: it may hold a link that opens something.
CREATE TABLE outbox (
    society_id   TEXT NOT NULL REFERENCES societies (society_id),
    mail_id      TEXT NOT NULL,
    recipient    TEXT NOT NULL,
    language     TEXT NOT NULL CHECK (language IN ('ja', 'en')),
    template     TEXT NOT NULL,
    subject      TEXT NOT NULL,
    body         TEXT,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'bounced')),
    posted_at    BIGINT NOT NULL,
    useful_until BIGINT,
    due_at       BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    settled_at   BIGINT,
    -- What the mail server said last.
    said         TEXT,
    CHECK ((state = 'waiting') = (settled_at IS NULL)),
    CHECK (body IS NOT NULL OR state = 'sent'),
    PRIMARY KEY (society_id, mail_id)
);

CREATE INDEX outbox_due ON outbox (society_id, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_time ON outbox (society_id, posted_at, mail_id);
CREATE INDEX outbox_by_recipient ON outbox (society_id, recipient, posted_at);

-- A society's own words for a mail, in place of the shipped ones.
CREATE TABLE mail_wordings (
    society_id TEXT NOT NULL REFERENCES societies (society_id),
    template   TEXT NOT NULL,
    language   TEXT NOT NULL CHECK (language IN ('ja', 'en')),
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (society_id, template, language)
);
