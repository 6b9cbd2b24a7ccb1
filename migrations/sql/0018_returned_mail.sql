-- Mail that does not arrive. returned_at: the mail server had taken it, and it came back later (RFC 3464).
-- put_away_at: the office has dealt with a mail that did not arrive.
ALTER TABLE outbox ADD COLUMN returned_at BIGINT;
ALTER TABLE outbox ADD COLUMN put_away_at BIGINT;

DROP INDEX outbox_undelivered;

CREATE INDEX outbox_undelivered ON outbox (society_id, posted_at, mail_id)
WHERE put_away_at IS NULL AND (state IN ('failed', 'bounced') OR returned_at IS NOT NULL);
