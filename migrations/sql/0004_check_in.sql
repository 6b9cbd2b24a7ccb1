-- What a check-in leaves. The primary key is the rule: one attendance a member, session and point.

CREATE TABLE attendances (
    society_id    TEXT NOT NULL,
    session_id    TEXT NOT NULL,
    point         BIGINT NOT NULL,
    member_id     TEXT NOT NULL,
    scanned_at    BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    evidence      TEXT NOT NULL CHECK (evidence IN ('poster', 'rotating', 'typed', 'staff-scan')),
    late          BOOLEAN NOT NULL,
    PRIMARY KEY (society_id, session_id, point, member_id)
);

CREATE INDEX attendances_by_member ON attendances (society_id, member_id, scanned_at);

-- The answer that a key was given, so that a retry gets it again.
CREATE TABLE check_in_requests (
    society_id      TEXT NOT NULL,
    member_id       TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_digest     TEXT NOT NULL,
    answer          TEXT NOT NULL,
    answered_at     BIGINT NOT NULL,
    PRIMARY KEY (society_id, member_id, idempotency_key)
);
