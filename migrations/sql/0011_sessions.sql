-- Where members are logged in: browsers by a cookie, apps by a refresh token. Of either the table holds
-- the SHA-256 only. Whoever was logged in before this version logs in once more.
DROP TABLE login_sessions;

-- system, program: what the client calls itself, in words of our own (iPhone, Safari); empty for what is
-- not known. used_at: written some minutes late, so that looking at a page writes nothing. generation,
-- renewed_at: how often an app's login was renewed, and when last; token_digest is of its newest token.
CREATE TABLE login_sessions (
    society_id   TEXT NOT NULL,
    member_id    TEXT NOT NULL,
    session_id   TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('browser', 'app')),
    token_digest TEXT NOT NULL,
    system       TEXT NOT NULL,
    program      TEXT NOT NULL,
    begun_at     BIGINT NOT NULL,
    used_at      BIGINT NOT NULL,
    generation   BIGINT NOT NULL DEFAULT 0,
    renewed_at   BIGINT,
    PRIMARY KEY (society_id, member_id, session_id),
    UNIQUE (society_id, token_digest),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);
