//! A limit of time per byte: an input that takes longer is a finding like a panic.
//!
//! Processor time of this thread counts, so that other work on the machine does not. The limit is generous, since
//! the fuzzer's instrumentation slows every reader down; what takes the square of its length still passes it soon.

use std::time::Duration;

use cpu_time::ThreadTime;

const ALWAYS: Duration = Duration::from_millis(50);
const PER_BYTE: Duration = Duration::from_micros(20);

/// Runs the check, and fails if it takes too long. The first time may fill what is made once, so that a second decides.
pub(crate) fn keep(input: &[u8], check: fn(&[u8])) {
    let allowed = ALWAYS + PER_BYTE * u32::try_from(input.len()).unwrap_or(u32::MAX);
    let time = || {
        let began = ThreadTime::now();
        check(input);
        began.elapsed()
    };
    if time() > allowed {
        let took = time();
        assert!(took <= allowed, "{} bytes took {took:?}; {allowed:?} are allowed", input.len());
    }
}
