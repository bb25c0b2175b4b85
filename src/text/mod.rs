//! Text that strangers wrote, made fit to be shown.

pub mod name;
pub mod visible;
