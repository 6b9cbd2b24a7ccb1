-- The door: passwords and login sessions.

CREATE TABLE passwords (
    society_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    hash       TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (society_id, member_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- token_digest is the SHA-256 of the cookie's token: the table never holds a usable one.
CREATE TABLE login_sessions (
    society_id   TEXT NOT NULL,
    token_digest TEXT NOT NULL,
    member_id    TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (society_id, token_digest),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);
