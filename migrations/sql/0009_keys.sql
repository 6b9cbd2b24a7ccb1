-- Slowing down whoever guesses. `brake` is a keyed digest of what is counted (an account, an address,
-- a device …): the table holds no addresses. due_at: when everything counted is forgotten again;
-- each attempt moves it on, and too far ahead means: wait. Rows whose time has come are cleared away.
CREATE TABLE brakes (
    society_id TEXT NOT NULL REFERENCES societies (society_id),
    brake      TEXT NOT NULL,
    due_at     BIGINT NOT NULL,
    PRIMARY KEY (society_id, brake)
);
