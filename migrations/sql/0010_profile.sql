-- What members' profiles hold, what waits for the office, the offices held, and the directory.

-- contents: JSON of values, substitutes and what is public; names, institution and mail address are
-- columns of members. revision: goes up with every change, so that two open forms notice each other.
-- A member without a row has an empty profile of revision 0.
CREATE TABLE profiles (
    society_id   TEXT NOT NULL,
    member_id    TEXT NOT NULL,
    revision     BIGINT NOT NULL,
    contents     TEXT NOT NULL,
    changed_at   BIGINT NOT NULL,
    confirmed_on TEXT,
    PRIMARY KEY (society_id, member_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- What a member typed and did not save. revision: of the profile that it began with.
CREATE TABLE profile_drafts (
    society_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    revision   BIGINT NOT NULL,
    typed      TEXT NOT NULL,
    saved_at   BIGINT NOT NULL,
    PRIMARY KEY (society_id, member_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- Changes that members ask of the office. wanted: JSON, as typed.
CREATE TABLE profile_requests (
    society_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    field      TEXT NOT NULL,
    wanted     TEXT NOT NULL,
    note       TEXT NOT NULL,
    asked_at   BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined', 'replaced')),
    decided_at BIGINT,
    decided_by TEXT,
    reason     TEXT,
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    PRIMARY KEY (society_id, request_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- One that waits for each field; a newer one replaces it.
CREATE UNIQUE INDEX profile_requests_waiting ON profile_requests (society_id, member_id, field)
    WHERE state = 'waiting';
CREATE INDEX profile_requests_by_time ON profile_requests (society_id, state, asked_at, request_id);
CREATE INDEX profile_requests_by_member ON profile_requests (society_id, member_id, asked_at);

-- Offices 役職 and committees 委員会 held; last_day is NULL while nobody knows the end.
CREATE TABLE appointments (
    society_id     TEXT NOT NULL,
    appointment_id TEXT NOT NULL,
    member_id      TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('office', 'committee')),
    body_ja        TEXT NOT NULL,
    body_en        TEXT NOT NULL,
    title_ja       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    first_day      TEXT NOT NULL,
    last_day       TEXT,
    PRIMARY KEY (society_id, appointment_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

CREATE INDEX appointments_by_member ON appointments (society_id, member_id, first_day);

-- Members who let themselves be found, with what is public of them and nothing else. position: the
-- order of the list. facets: all terms between U+001F, as filter=term. shown: JSON.
CREATE TABLE directory_entries (
    society_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    position   BYTEA NOT NULL,
    facets     TEXT NOT NULL,
    shown      TEXT NOT NULL,
    PRIMARY KEY (society_id, member_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

CREATE UNIQUE INDEX directory_order ON directory_entries (society_id, position, member_id);

-- Whom a term finds, in the order of the list. Bytes, because a database's idea of the order of letters
-- must not matter.
CREATE TABLE directory_terms (
    society_id TEXT NOT NULL,
    filter     TEXT NOT NULL,
    term       BYTEA NOT NULL,
    position   BYTEA NOT NULL,
    member_id  TEXT NOT NULL,
    PRIMARY KEY (society_id, filter, term, position, member_id)
);

CREATE INDEX directory_terms_by_member ON directory_terms (society_id, member_id);

-- Every ending of the texts that are searched for a part, each text once for all members who have it.
CREATE TABLE directory_endings (
    society_id TEXT NOT NULL,
    filter     TEXT NOT NULL,
    ending     BYTEA NOT NULL,
    term       BYTEA NOT NULL,
    PRIMARY KEY (society_id, filter, ending, term)
);

-- How much of the directory a member looked at; hour: hours since 1970.
CREATE TABLE directory_views (
    society_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    hour       BIGINT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('page', 'detail')),
    views      BIGINT NOT NULL,
    PRIMARY KEY (society_id, member_id, kind, hour),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);
