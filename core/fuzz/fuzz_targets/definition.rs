#![no_main]

#[path = "../harness.rs"]
#[expect(dead_code, reason = "each target uses its own half")]
mod harness;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| harness::definition(bytes));
