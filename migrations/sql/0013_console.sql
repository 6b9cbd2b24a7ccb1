-- The office's console: finding any member, and what waits.

CREATE INDEX outbox_undelivered ON outbox (society_id, posted_at) WHERE state IN ('failed', 'bounced');

-- What finds a member in the office's search: number, names, mail address, institution, folded. Bytes,
-- because a database's idea of the order of letters must not matter.
CREATE TABLE member_terms (
    society_id TEXT NOT NULL,
    term       BYTEA NOT NULL,
    member_id  TEXT NOT NULL,
    PRIMARY KEY (society_id, term, member_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

CREATE INDEX member_terms_by_member ON member_terms (society_id, member_id);

-- Every ending of the institutions' names, each once for all members who are there.
CREATE TABLE member_endings (
    society_id TEXT NOT NULL,
    ending     BYTEA NOT NULL,
    term       BYTEA NOT NULL,
    PRIMARY KEY (society_id, ending, term)
);

-- Whether the member's terms are written; rows of before this table are not.
ALTER TABLE members ADD COLUMN has_terms BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX members_without_terms ON members (society_id, member_id) WHERE NOT has_terms;

-- The list in the order of numbers, by what an office asks for.
CREATE INDEX members_by_class ON members (society_id, class, member_number);
CREATE INDEX members_by_district ON members (society_id, district, member_number);
CREATE INDEX members_by_status ON members (society_id, status, member_number);
CREATE INDEX holdings_by_certification ON holdings (society_id, certification, member_id);

-- The day from which the status holds; NULL since the member joined.
ALTER TABLE members ADD COLUMN status_since TEXT;

-- Goes up with every change, so that two open forms notice each other.
ALTER TABLE appointments ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

-- Who of the office opened whose record on which day; the first time of a day is in the audit log.
CREATE TABLE member_views (
    society_id TEXT NOT NULL,
    staff_id   TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    day        TEXT NOT NULL,
    PRIMARY KEY (society_id, staff_id, member_id, day)
);

CREATE INDEX member_views_by_day ON member_views (day);
