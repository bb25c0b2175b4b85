//! Text that strangers wrote, made fit to be shown.

pub mod visible;
