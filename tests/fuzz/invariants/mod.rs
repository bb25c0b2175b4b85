//! What must hold for any input, one file per fuzz target.
//!
//! The targets include their file, and so do the tests (`tests/integration/fuzz_corpus.rs`), which play the committed
//! corpus and inputs of their own through it. Each file has one `check`, which panics where something does not hold.

pub(crate) mod arguments;
pub(crate) mod cursor;
pub(crate) mod decoding;
pub(crate) mod html;
pub(crate) mod jsonrpc;
pub(crate) mod mail;
pub(crate) mod object_id;
pub(crate) mod query;
