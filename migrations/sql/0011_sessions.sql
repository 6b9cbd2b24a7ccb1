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

-- Second factors: the secret that an authenticator app shares, sealed with a key that the database does
-- not hold. last_step: the newest half minute whose code was used; no code works twice.
CREATE TABLE authenticators (
    society_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    sealed     TEXT NOT NULL,
    added_at   BIGINT NOT NULL,
    last_step  BIGINT NOT NULL,
    PRIMARY KEY (society_id, member_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- code_digest: keyed, of a code that is good once in place of the app's.
CREATE TABLE recovery_codes (
    society_id  TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    code_digest TEXT NOT NULL,
    used_at     BIGINT,
    PRIMARY KEY (society_id, member_id, code_digest),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- Logins whose password was right and whose code is awaited; they open nothing.
CREATE TABLE half_open_logins (
    society_id   TEXT NOT NULL,
    token_digest TEXT NOT NULL,
    member_id    TEXT NOT NULL,
    begun_at     BIGINT NOT NULL,
    PRIMARY KEY (society_id, token_digest),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- Passkeys. credential_id, public_key: Base64 (URL); algorithm: its COSE number; counter: how often it was
-- used as it counts itself, 0 for those that don't.
CREATE TABLE passkeys (
    society_id    TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    member_id     TEXT NOT NULL,
    name          TEXT NOT NULL,
    algorithm     BIGINT NOT NULL,
    public_key    TEXT NOT NULL,
    counter       BIGINT NOT NULL,
    added_at      BIGINT NOT NULL,
    used_at       BIGINT,
    PRIMARY KEY (society_id, credential_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);
CREATE INDEX passkeys_by_member ON passkeys (society_id, member_id, added_at);

-- Challenges that a passkey has answered, until they are over anyway: each is answered once.
CREATE TABLE used_challenges (
    society_id       TEXT NOT NULL REFERENCES societies (society_id),
    challenge_digest TEXT NOT NULL,
    used_at          BIGINT NOT NULL,
    PRIMARY KEY (society_id, challenge_digest)
);
