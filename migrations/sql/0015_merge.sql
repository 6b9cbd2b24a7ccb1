-- Two records of one person become one, asked for by one administrator and approved by another.

-- The record that stays, of one that was merged into it: its number is never given again, and it is
-- nobody's membership any more.
ALTER TABLE members ADD COLUMN merged_into TEXT CHECK (merged_into IS NULL OR status = 'withdrawn');

CREATE INDEX members_merged ON members (society_id, merged_into) WHERE merged_into IS NOT NULL;

-- choices: JSON, from which record each differing field is taken. seen: JSON of both records as they were
-- when it was asked for, as long as it waits. Nobody decides on the own request, nor on the own record.
CREATE TABLE merge_requests (
    society_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    stays_id   TEXT NOT NULL,
    goes_id    TEXT NOT NULL,
    choices    TEXT NOT NULL,
    seen       TEXT,
    reason     TEXT NOT NULL,
    asked_by   TEXT NOT NULL,
    asked_at   BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'declined', 'withdrawn')),
    decided_by TEXT,
    decided_at BIGINT,
    answer     TEXT,
    CHECK (stays_id <> goes_id),
    CHECK (asked_by <> stays_id AND asked_by <> goes_id),
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CHECK ((state = 'waiting') = (decided_by IS NULL)),
    CHECK ((state = 'waiting') = (seen IS NOT NULL)),
    CHECK (state NOT IN ('approved', 'declined') OR decided_by <> asked_by),
    CHECK (state <> 'approved' OR (decided_by <> stays_id AND decided_by <> goes_id)),
    CHECK (state <> 'declined' OR answer IS NOT NULL),
    CHECK (state <> 'withdrawn' OR decided_by = asked_by),
    PRIMARY KEY (society_id, request_id),
    FOREIGN KEY (society_id, stays_id) REFERENCES members (society_id, member_id),
    FOREIGN KEY (society_id, goes_id) REFERENCES members (society_id, member_id),
    FOREIGN KEY (society_id, asked_by) REFERENCES members (society_id, member_id)
);

CREATE INDEX merge_requests_by_time ON merge_requests (society_id, state, asked_at, request_id);
CREATE INDEX merge_requests_by_stays ON merge_requests (society_id, stays_id, state);
CREATE INDEX merge_requests_by_goes ON merge_requests (society_id, goes_id, state);
