//! What the poster tool shares with the server: reading venue codes out of photos.

pub mod photo;
