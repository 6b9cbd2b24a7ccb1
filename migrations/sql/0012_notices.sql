-- Notices お知らせ: what the office tells members and visitors, who has read what, and what goes by mail.

-- A language in which a notice is not written has neither title nor text. audience: JSON, see
-- core/src/audience; audience_key: the definition's name of it, where it has one. publish_at: planned,
-- or when it was published. text is Markdown.
CREATE TABLE notices (
    society_id   TEXT NOT NULL REFERENCES societies (society_id),
    notice_id    TEXT NOT NULL,
    revision     BIGINT NOT NULL,
    title_ja     TEXT,
    text_ja      TEXT,
    title_en     TEXT,
    text_en      TEXT,
    audience     TEXT NOT NULL,
    audience_key TEXT,
    pinned       BOOLEAN NOT NULL,
    by_mail      BOOLEAN NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    publish_at   BIGINT,
    ends_at      BIGINT,
    changed_at   BIGINT NOT NULL,
    CHECK ((title_ja IS NULL) = (text_ja IS NULL)),
    CHECK ((title_en IS NULL) = (text_en IS NULL)),
    CHECK (title_ja IS NOT NULL OR title_en IS NOT NULL),
    CHECK (state <> 'published' OR publish_at IS NOT NULL),
    PRIMARY KEY (society_id, notice_id)
);

CREATE INDEX notices_in_order ON notices (society_id, pinned, publish_at, notice_id)
    WHERE state = 'published';
CREATE INDEX notices_by_change ON notices (society_id, changed_at, notice_id);

CREATE TABLE notice_reads (
    society_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    notice_id  TEXT NOT NULL,
    read_at    BIGINT NOT NULL,
    PRIMARY KEY (society_id, member_id, notice_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id),
    FOREIGN KEY (society_id, notice_id) REFERENCES notices (society_id, notice_id)
);

CREATE INDEX notice_reads_by_notice ON notice_reads (society_id, notice_id);

-- How far the mails of a notice have been written into the outbox: all members up to after_member, in
-- the order of their ids. It moves on in the transaction that writes them, so none is lost or doubled.
CREATE TABLE notice_mailings (
    society_id   TEXT NOT NULL,
    notice_id    TEXT NOT NULL,
    due_at       BIGINT NOT NULL,
    after_member TEXT NOT NULL,
    posted       BIGINT NOT NULL,
    finished_at  BIGINT,
    PRIMARY KEY (society_id, notice_id),
    FOREIGN KEY (society_id, notice_id) REFERENCES notices (society_id, notice_id)
);

CREATE INDEX notice_mailings_due ON notice_mailings (society_id, due_at) WHERE finished_at IS NULL;

-- What members and visitors ask the office. member_id NULL: a visitor, who is answered by mail alone.
-- sender_number: the number of a guest or member that a visitor typed; nothing is known of it.
CREATE TABLE cases (
    society_id    TEXT NOT NULL REFERENCES societies (society_id),
    case_number   TEXT NOT NULL,
    member_id     TEXT,
    kind          TEXT NOT NULL,
    sender_name   TEXT NOT NULL,
    sender_mail   TEXT,
    sender_number TEXT,
    language      TEXT NOT NULL CHECK (language IN ('ja', 'en')),
    state         TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    opened_at     BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    messages      BIGINT NOT NULL,
    CHECK (member_id IS NOT NULL OR sender_mail IS NOT NULL),
    PRIMARY KEY (society_id, case_number),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

CREATE INDEX cases_by_state ON cases (society_id, state, changed_at, case_number);
CREATE INDEX cases_by_member ON cases (society_id, member_id, opened_at);

-- The thread of a case. author: who asked, the office, or the office to itself (a note).
CREATE TABLE case_messages (
    society_id  TEXT NOT NULL,
    case_number TEXT NOT NULL,
    position    BIGINT NOT NULL,
    author      TEXT NOT NULL CHECK (author IN ('sender', 'office', 'note')),
    staff_id    TEXT,
    text        TEXT NOT NULL,
    written_at  BIGINT NOT NULL,
    CHECK ((author = 'sender') = (staff_id IS NULL)),
    PRIMARY KEY (society_id, case_number, position),
    FOREIGN KEY (society_id, case_number) REFERENCES cases (society_id, case_number)
);

-- Members who ask that their data be deleted, and the office's word on it.
CREATE TABLE data_requests (
    society_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    member_id  TEXT NOT NULL,
    reason     TEXT NOT NULL,
    asked_at   BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined')),
    answer     TEXT,
    decided_at BIGINT,
    decided_by TEXT,
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CHECK ((state = 'waiting') = (answer IS NULL)),
    PRIMARY KEY (society_id, request_id),
    FOREIGN KEY (society_id, member_id) REFERENCES members (society_id, member_id)
);

CREATE UNIQUE INDEX data_requests_waiting ON data_requests (society_id, member_id) WHERE state = 'waiting';
CREATE INDEX data_requests_by_time ON data_requests (society_id, state, asked_at);
