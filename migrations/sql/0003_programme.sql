-- Events, their sessions, and the codes on the wall.

CREATE TABLE events (
    society_id   TEXT NOT NULL REFERENCES societies (society_id),
    event_id     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    title_ja     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    host_ja      TEXT NOT NULL,
    host_en      TEXT NOT NULL,
    venue_ja     TEXT NOT NULL,
    venue_en     TEXT NOT NULL,
    society_held BOOLEAN NOT NULL,
    first_day    TEXT NOT NULL,
    last_day     TEXT NOT NULL,
    PRIMARY KEY (society_id, event_id)
);

-- session_number is what a venue code carries. NULL grace and classes: the society's default.
CREATE TABLE sessions (
    society_id           TEXT NOT NULL,
    session_id           TEXT NOT NULL,
    event_id             TEXT NOT NULL,
    session_number       BIGINT NOT NULL,
    title_ja             TEXT NOT NULL,
    title_en             TEXT NOT NULL,
    room_ja              TEXT NOT NULL,
    room_en              TEXT NOT NULL,
    activity             TEXT NOT NULL,
    starts_at            BIGINT NOT NULL,
    ends_at              BIGINT NOT NULL,
    grace_before_minutes BIGINT,
    grace_after_minutes  BIGINT,
    eligible_classes     TEXT,
    cancelled            BOOLEAN NOT NULL,
    PRIMARY KEY (society_id, session_id),
    UNIQUE (society_id, session_number),
    FOREIGN KEY (society_id, event_id) REFERENCES events (society_id, event_id)
);

CREATE INDEX sessions_by_time ON sessions (society_id, starts_at, session_number);

CREATE TABLE points (
    society_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    point      BIGINT NOT NULL,
    name_ja    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    PRIMARY KEY (society_id, session_id, point),
    FOREIGN KEY (society_id, session_id) REFERENCES sessions (society_id, session_id)
);

-- Keys are derived from the installation's secret; the table holds their numbers and ages only.
CREATE TABLE venue_keys (
    society_id TEXT NOT NULL REFERENCES societies (society_id),
    key_id     BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (society_id, key_id)
);

CREATE TABLE posters (
    society_id  TEXT NOT NULL,
    serial      BIGINT NOT NULL,
    session_id  TEXT NOT NULL,
    point       BIGINT NOT NULL,
    valid_from  BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    issued_at   BIGINT NOT NULL,
    revoked_at  BIGINT,
    PRIMARY KEY (society_id, serial),
    FOREIGN KEY (society_id, session_id, point) REFERENCES points (society_id, session_id, point)
);

CREATE INDEX posters_by_session ON posters (society_id, session_id, point);
