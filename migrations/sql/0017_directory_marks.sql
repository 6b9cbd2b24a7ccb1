-- marks: a bit for each facet of the member, so that who can't be what is looked for is passed over
-- within the index. What was written before may be anything.

CREATE TABLE directory_terms_before AS
SELECT society_id, filter, term, position, member_id FROM directory_terms;

DROP TABLE directory_terms;

CREATE TABLE directory_terms (
    society_id TEXT NOT NULL,
    filter     TEXT NOT NULL,
    term       BYTEA NOT NULL,
    position   BYTEA NOT NULL,
    member_id  TEXT NOT NULL,
    marks      BIGINT NOT NULL,
    PRIMARY KEY (society_id, filter, term, position, member_id, marks)
);

INSERT INTO directory_terms (society_id, filter, term, position, member_id, marks)
SELECT society_id, filter, term, position, member_id, -1 FROM directory_terms_before;

DROP TABLE directory_terms_before;

CREATE INDEX directory_terms_by_member ON directory_terms (society_id, member_id);
