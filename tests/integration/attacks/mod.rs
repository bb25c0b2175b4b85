//! Attacks that worked once, a file per kind of attack. `docs/SECURITY.md` names the test beside each promise.

mod audit_flood;
mod batches_not_taken;
mod bearers_tried;
mod busy_processors;
mod client_names;
mod clock_ahead;
mod error_descriptions;
mod forwarded_for;
mod grant_lifetime;
mod headers;
mod hidden_markup;
mod hosts_and_origins;
mod intercom_tokens_beside_sign_in;
mod invisible_text;
mod key_file_mode;
mod limits_by_person;
mod long_answers;
mod long_bodies;
mod long_labels;

mod malformed_credentials;
mod paths_in_logs;
mod process;
mod query_cost;
mod registrations;
mod revoked_upstream;
mod schemes_of_the_system;
mod shutdown;
mod streams_and_answers;
mod successors;
mod unfinished_bodies;
mod uninstall_notice;
mod verified_publisher;
mod work_grows_with_input;
