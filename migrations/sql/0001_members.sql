-- Who is who. Every key leads with society_id: it is the tenant, and the column to distribute by.
-- Instants are BIGINT microseconds since 1970 (UTC); days are TEXT, 2026-11-20, in Japan.

CREATE TABLE societies (
    society_id TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE TABLE members (
    society_id    TEXT NOT NULL REFERENCES societies (society_id),
    member_id     TEXT NOT NULL,
    member_number TEXT NOT NULL,
    family_name   TEXT NOT NULL,
    given_name    TEXT NOT NULL,
    family_kana   TEXT NOT NULL,
    given_kana    TEXT NOT NULL,
    roman_name    TEXT NOT NULL,
    institution   TEXT NOT NULL,
    class         TEXT NOT NULL,
    district      TEXT,
    joined_on     TEXT NOT NULL,
    status        TEXT NOT NULL CHECK (status IN ('active', 'on-leave', 'withdrawn')),
    PRIMARY KEY (society_id, member_id),
    UNIQUE (society_id, member_number)
);

CREATE TABLE staff_roles (
    society_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('admin', 'events', 'finance', 'reviewer', 'scanner')),
    PRIMARY KEY (society_id, member_id, role),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

CREATE TABLE holdings (
    society_id    TEXT NOT NULL,
    holding_id    TEXT NOT NULL,
    member_id     TEXT NOT NULL,
    certification TEXT NOT NULL,
    number        TEXT NOT NULL,
    first_day     TEXT NOT NULL,
    last_day      TEXT NOT NULL,
    renewed_on    TEXT,
    PRIMARY KEY (society_id, holding_id),
    UNIQUE (society_id, member_id, certification),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);
