//! Characters that nobody sees: none reaches a model or a page, wherever a customer or a colleague wrote them.

mod bits;
mod places;
mod scripts;
