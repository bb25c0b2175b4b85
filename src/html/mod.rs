//! HTML as mail clients write it: its tokens, its attributes, and what of it nobody sees.

pub mod attribute;
pub mod hidden;
pub mod reference;
pub mod sanitized;
pub mod token;
