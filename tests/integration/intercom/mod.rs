//! Intercom's client against real sockets, and its rate limit against a clock set by hand.

mod against_simulator;
mod closed_loop;
mod errors;
mod faults;
mod identify;
mod names;
mod queue;
mod reading;
pub(crate) mod upstream;
mod window;
