-- The door: temporary passwords, the first login, forgotten passwords, a new mail address.
-- Of every secret in a link or a cookie the tables hold the SHA-256 only.

-- Until when the password is a temporary one of the office, and when it was used; NULL for one's own.
ALTER TABLE passwords ADD COLUMN temporary_until BIGINT;
ALTER TABLE passwords ADD COLUMN temporary_used_at BIGINT;
-- Until when the member has put the reminder off.
ALTER TABLE passwords ADD COLUMN reminder_off_until BIGINT;

CREATE TABLE former_passwords (
    society_id  TEXT NOT NULL,
    member_id   TEXT NOT NULL,
    replaced_at BIGINT NOT NULL,
    hash        TEXT NOT NULL,
    PRIMARY KEY (society_id, member_id, replaced_at),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- A member who chose the first own password here; before that there is no row.
CREATE TABLE first_logins (
    society_id         TEXT NOT NULL,
    member_id          TEXT NOT NULL,
    began_at           BIGINT NOT NULL,
    notice_accepted_at BIGINT,
    confirm_by         TEXT,
    confirmed_at       BIGINT,
    confirm_off_until  BIGINT,
    PRIMARY KEY (society_id, member_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

-- Links in mails that work once. flow_digest is of the cookie of the browser that asked for a new
-- password: that link alone opens nothing. mail: the address that is to be confirmed.
CREATE TABLE account_links (
    society_id   TEXT NOT NULL,
    token_digest TEXT NOT NULL,
    member_id    TEXT NOT NULL,
    purpose      TEXT NOT NULL CHECK (purpose IN ('password', 'mail')),
    flow_digest  TEXT,
    mail         TEXT,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT,
    CHECK ((purpose = 'password') = (flow_digest IS NOT NULL)),
    CHECK ((purpose = 'mail') = (mail IS NOT NULL)),
    PRIMARY KEY (society_id, token_digest),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);
CREATE INDEX account_links_by_member ON account_links (society_id, member_id, purpose);
CREATE INDEX account_links_by_end ON account_links (society_id, expires_at);

-- Temporary passwords that were just made, sealed with a key that the database does not hold, until
-- they have been printed.
CREATE TABLE temporary_batches (
    society_id TEXT NOT NULL,
    batch_id   TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    sealed     TEXT NOT NULL,
    PRIMARY KEY (society_id, batch_id),
    FOREIGN KEY (society_id, made_by) REFERENCES members (society_id, member_id)
);
