-- Members from files of the office: the file, its rows, what each row would do, and what it did.

-- One file on its way. made_by is NULL for the operator's terminal. state: who has the next word, the
-- server (reading, checking, carrying-out, settling, undoing) or the office. dealt_with: how far the
-- present step has come, so that another process goes on there. lease_until: until when a process is
-- at it. trouble: a stable code. audit_line: the end of the audit log right after it was carried out.
CREATE TABLE imports (
    society_id     TEXT NOT NULL REFERENCES societies (society_id),
    import_id      TEXT NOT NULL,
    file_name      TEXT NOT NULL,
    digest         TEXT NOT NULL,
    made_by        TEXT,
    made_at        BIGINT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('reading', 'columns', 'checking', 'checked',
        'carrying-out', 'settling', 'done', 'undoing', 'undone', 'failed', 'discarded')),
    form           TEXT NOT NULL,
    headers        TEXT NOT NULL,
    mapping        TEXT,
    trouble        TEXT,
    row_count      BIGINT NOT NULL,
    dealt_with     BIGINT NOT NULL,
    added          BIGINT NOT NULL,
    changed        BIGINT NOT NULL,
    unchanged      BIGINT NOT NULL,
    wrong          BIGINT NOT NULL,
    absent         BIGINT NOT NULL,
    decided_by     TEXT,
    carried_out_at BIGINT,
    undone_at      BIGINT,
    audit_line     BIGINT,
    lease_until    BIGINT NOT NULL,
    PRIMARY KEY (society_id, import_id)
);

CREATE INDEX imports_by_time ON imports (society_id, made_at, import_id);
CREATE INDEX imports_to_do ON imports (state, lease_until)
    WHERE state IN ('reading', 'checking', 'carrying-out', 'settling', 'undoing');

-- The file itself, in parts, until its rows are in import_rows.
CREATE TABLE import_files (
    society_id TEXT NOT NULL,
    import_id  TEXT NOT NULL,
    part       BIGINT NOT NULL,
    content    BYTEA NOT NULL,
    PRIMARY KEY (society_id, import_id, part)
);

-- The rows as they stand in the file: a JSON list of texts, until the file is carried out or given up.
CREATE TABLE import_rows (
    society_id TEXT NOT NULL,
    import_id  TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    cells      TEXT NOT NULL,
    PRIMARY KEY (society_id, import_id, row_number)
);

-- What a row would do to a member, and what it did: the member as it will be, column by column; seen:
-- what the row was compared with; told_before and told_after: JSON of what changes; holdings: JSON.
CREATE TABLE import_plans (
    society_id    TEXT NOT NULL,
    import_id     TEXT NOT NULL,
    row_number    BIGINT NOT NULL,
    verdict       TEXT NOT NULL CHECK (verdict IN ('new', 'changed', 'unchanged', 'wrong')),
    faults        TEXT,
    member_id     TEXT,
    member_number TEXT,
    family_name   TEXT,
    given_name    TEXT,
    family_kana   TEXT,
    given_kana    TEXT,
    roman_name    TEXT,
    institution   TEXT,
    class         TEXT,
    district      TEXT,
    joined_on     TEXT,
    status        TEXT,
    mail          TEXT,
    language      TEXT,
    revision      BIGINT,
    contents      TEXT,
    seen          TEXT,
    told_before   TEXT,
    told_after    TEXT,
    holdings      TEXT,
    -- Why undoing left it as it was; NULL where it was undone or has not been tried.
    kept          TEXT,
    PRIMARY KEY (society_id, import_id, row_number)
);

CREATE INDEX import_plans_by_verdict ON import_plans (society_id, import_id, verdict, row_number);

-- What the columns of a society's files are, by their headings; an empty target is left out on purpose.
CREATE TABLE import_columns (
    society_id TEXT NOT NULL REFERENCES societies (society_id),
    heading    TEXT NOT NULL,
    target     TEXT NOT NULL,
    PRIMARY KEY (society_id, heading)
);
