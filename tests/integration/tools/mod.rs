//! Tests: what tools return.

mod cursors;
pub(crate) mod fixture;
mod html;
mod html_trees;
mod limits;
mod object_id;
mod object_id_forms;
mod reading;
mod render;
mod searching;
mod transcript;
mod wrong_arguments;
