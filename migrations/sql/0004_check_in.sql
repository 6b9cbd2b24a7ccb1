-- What a check-in leaves. The primary key is the rule: one attendance a member, session and point.
-- It is the only index in random order: every further one costs a hall full of people a page each.

CREATE TABLE attendances (
    society_id      TEXT NOT NULL,
    member_id       TEXT NOT NULL,
    session_number  BIGINT NOT NULL,
    point           BIGINT NOT NULL,
    scanned_at      BIGINT NOT NULL,
    registered_at   BIGINT NOT NULL,
    evidence        TEXT NOT NULL CHECK (evidence IN ('poster', 'rotating', 'typed', 'staff-scan')),
    late            BOOLEAN NOT NULL,
    -- The numbers of the sessions that overlapped, as a JSON list; NULL without any.
    overlapped      TEXT,
    -- The request that registered it, so that a retry gets the same answer again.
    idempotency_key TEXT,
    body_digest     TEXT,
    CHECK ((idempotency_key IS NULL) = (body_digest IS NULL)),
    PRIMARY KEY (society_id, member_id, session_number, point)
);

-- New rows come at the end of their point.
CREATE INDEX attendances_by_point ON attendances (society_id, session_number, point, registered_at);

-- The keys of requests that found the member registered already: they left no attendance.
CREATE TABLE repeated_requests (
    society_id      TEXT NOT NULL,
    member_id       TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_digest     TEXT NOT NULL,
    answered_at     BIGINT NOT NULL,
    PRIMARY KEY (society_id, member_id, idempotency_key)
);
