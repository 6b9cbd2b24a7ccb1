//! The door against a real database, with a clock that can be moved.
