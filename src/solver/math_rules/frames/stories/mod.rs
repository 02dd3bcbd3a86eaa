//! Small stories: what somebody has after some gains and losses, what things cost together, how far one goes in a time.

mod chances;
mod changes;
mod percents;
mod quantities;
mod rates;
