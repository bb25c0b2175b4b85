//! Tests: what tools return.

mod fixture;
mod html;
mod limits;
mod object_id;
mod reading;
mod render;
mod searching;
mod transcript;
